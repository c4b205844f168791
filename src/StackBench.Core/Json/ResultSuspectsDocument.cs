using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Core.Json;

/// <param name="Changes">Most likely first.</param>
public sealed record ResultSuspectsDocument(ResultKey Key, ImmutableArray<FactChange> Changes);
