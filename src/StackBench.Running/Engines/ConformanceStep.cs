namespace StackBench.Running.Engines;

/// <summary>One demand of the worker protocol and whether a worker met it.</summary>
/// <param name="Flaw">What it did instead; null when it met the demand.</param>
public sealed record ConformanceStep(string Demand, string? Flaw);
