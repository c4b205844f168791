namespace StackBench.Report.Nights;

/// <summary>A node or a device without a value.</summary>
/// <param name="Reason">Why, as far as it is known.</param>
public sealed record NightAbsence(string Who, string? Place, string Reason);
