namespace StackBench.Serving.Search;

/// <summary>What a search found.</summary>
/// <param name="Highest">Highest load that keeps the limits, in requests per second or users; null where none was found.</param>
/// <param name="LowestFailing">Lowest load that does not; null where all kept them.</param>
public sealed record SearchOutcome(double? Highest, double? LowestFailing, SearchEnd End);
