namespace StackBench.Store;

/// <summary>Something that was wrong with a store.</summary>
/// <param name="What">What is wrong.</param>
/// <param name="Done">What was done about it; null where nothing could be.</param>
/// <param name="Remedy">What the user can do; null where nothing is left to do.</param>
public sealed record StoreFinding(string What, string? Done, string? Remedy = null);
