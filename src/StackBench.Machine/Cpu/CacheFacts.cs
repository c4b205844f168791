namespace StackBench.Machine;

/// <summary>One level of cache.</summary>
/// <param name="Kind"><c>data</c>, <c>instruction</c> or <c>unified</c>.</param>
/// <param name="SizeBytes">Of one instance.</param>
/// <param name="Instances">How many the online CPUs share between them.</param>
public sealed record CacheFacts(int Level, string Kind, long SizeBytes, int Instances);
