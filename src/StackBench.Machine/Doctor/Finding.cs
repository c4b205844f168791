namespace StackBench.Machine.Doctor;

/// <summary>Something that makes numbers untrue or slow.</summary>
/// <param name="Id">Of the check that found it: <c>cpu.governor</c>.</param>
/// <param name="Cause">What is the case, with the values found.</param>
/// <param name="Effect">What it does to measurements.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Device">PCI address of the GPU concerned; null for the machine.</param>
public sealed record Finding(string Id, Severity Severity, string Cause, string Effect, string Remedy, string? Device = null);
