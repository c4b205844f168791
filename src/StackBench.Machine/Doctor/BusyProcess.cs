namespace StackBench.Machine.Doctor;

/// <summary>A process that uses the CPU beside what is measured.</summary>
/// <param name="Name">As the kernel keeps it, at most 15 characters, made fit to be shown.</param>
/// <param name="Cpus">CPUs' worth of time that it uses.</param>
public sealed record BusyProcess(int Id, string Name, double Cpus);
