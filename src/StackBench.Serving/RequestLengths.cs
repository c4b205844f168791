namespace StackBench.Serving;

/// <summary>Lengths of one request that differ from those of the plan; null is the plan's.</summary>
/// <param name="Input">Tokens or words of the prompt that are its own.</param>
/// <param name="Output">Tokens of the answer.</param>
public readonly record struct RequestLengths(int? Input, int? Output);
