using StackBench.Core.Results;

namespace StackBench.Running.Pairing;

/// <summary>One of the two states that are held against each other: what it runs with, and the run its launches are kept in.</summary>
/// <param name="Plan">Its workloads; each pair takes one launch of those that are still open.</param>
/// <param name="Run">Without results.</param>
public sealed record PairSide(Plan Plan, Run Run);
