namespace StackBench.Machine.Doctor;

/// <summary>A check, or its part for one device, whose source could not be read: neither good nor bad is known.</summary>
/// <param name="Device">PCI address of the GPU concerned; null for the machine.</param>
public sealed record NotChecked(string Id, string Reason, string? Device = null);
