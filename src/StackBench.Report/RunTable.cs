using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;

namespace StackBench.Report;

/// <summary>A run as a table: what terminal, Markdown and web pages show in common.</summary>
/// <param name="Rows">In the order of the run.</param>
public sealed record RunTable(Run Run, ImmutableArray<RunRow> Rows)
{
    public static RunTable Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var ladder = Ladder.Of(run.Results);
        return new RunTable(run, [.. run.Results.Select(result => Row(result, ladder.ShareOf(result)))]);
    }

    /// <summary>The rows of one benchmark, still held against every layer of the whole run.</summary>
    public RunTable Only(string benchmark) => this with
    {
        Run = Run with { Results = [.. Run.Results.Where(result => result.Benchmark == benchmark)] },
        Rows = [.. Rows.Where(row => row.Result.Benchmark == benchmark)],
    };

    private static RunRow Row(BenchmarkResult result, double? share) => new(result, share, Assessment.Of(result, share));
}
