namespace StackBench.Machine.Doctor;

/// <summary>Processor time one process used while it was watched.</summary>
/// <param name="Name">As the kernel keeps it, at most 15 characters, made fit to be shown.</param>
internal sealed record ProcessTime(int Id, string Name, double CpuSeconds);
