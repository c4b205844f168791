namespace StackBench.Core.Results;

/// <summary>The result of a workload held once against a reference in higher precision before it was measured.</summary>
/// <param name="MaxError">Largest deviation, relative to the scale the tolerance is stated in.</param>
/// <param name="Tolerance">Deviation admitted for the type and size; a larger one fails the workload.</param>
public sealed record ReferenceCheck(double MaxError, double Tolerance);
