using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>What became of a file: the runs it holds and what was left out.</summary>
/// <param name="Runs">One for each machine and build that the file tells apart; at least one.</param>
public sealed record ImportedFile(string Format, ImmutableArray<Run> Runs, ImmutableArray<LeftOut> Left);
