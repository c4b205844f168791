using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Verdicts;

namespace StackBench.Report;

/// <summary>A run as a table: what terminal, Markdown and web pages show in common.</summary>
/// <param name="Rows">In the order of the run.</param>
/// <param name="Summary">What the run says about its machine; empty where only a part of it is shown.</param>
public sealed record RunTable(Run Run, ImmutableArray<RunRow> Rows, ImmutableArray<SummarySentence> Summary)
{
    /// <param name="best">Of earlier runs of the machine; null where they are not at hand.</param>
    public static RunTable Of(Run run, OwnBest? best = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var ladder = Ladder.Of(run.Results);
        return new RunTable(run, [.. run.Results.Select(result => Row(result, ladder.ShareOf(result)))], MachineVerdict.Of(run, best));
    }

    /// <summary>The rows of one benchmark, still held against every layer of the whole run.</summary>
    public RunTable Only(string benchmark) => this with
    {
        Run = Run with { Results = [.. Run.Results.Where(result => result.Benchmark == benchmark)] },
        Rows = [.. Rows.Where(row => row.Result.Benchmark == benchmark)],
        Summary = [],
    };

    private static RunRow Row(BenchmarkResult result, double? share) => new(result, share, Assessment.Of(result, share));
}
