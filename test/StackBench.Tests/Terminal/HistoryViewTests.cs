using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Store;
using StackBench.Terminal;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Terminal;

public sealed class HistoryViewTests
{
    private static readonly ImmutableArray<RunSummary> Runs =
    [
        new("20261124-091500-00aa", ExampleRun.Start.AddHours(1), null, RunStatus.Running, null, Suite.Standard, "AMD EPYC 9B45",
            new OutcomeCounts(3, 0, 0, 0)),
        new("20261124-083000-00ab", ExampleRun.Start.AddMinutes(15), ExampleRun.Start.AddMinutes(17), RunStatus.Complete,
            "after the upgrade to rocm 7.1, 漢字", Suite.Quick, "AMD EPYC 9B45", new OutcomeCounts(58, 2, 1, 1)),
        new("20261124-081502-7f3a", ExampleRun.Start, null, RunStatus.Interrupted, "before", Suite.Quick,
            "Xeon \u001b[31mE5, 8 x AMD Instinct MI300X", new OutcomeCounts(0, 12, 0, 0)),
    ];

    [Theory]
    [InlineData(80)]
    [InlineData(140)]
    public void The_history_reads_well_at_width(int width) => Snapshot.Match(Text(Runs, width), $"history-{width}");

    [Fact]
    public void A_machine_that_all_runs_share_is_told_once_below()
    {
        var text = Text(Runs[..2], 140);
        Assert.DoesNotContain("machine", text, StringComparison.Ordinal);
        Assert.EndsWith("\n\nAll on AMD EPYC 9B45.\n", text, StringComparison.Ordinal);
    }

    private static string Text(ImmutableArray<RunSummary> runs, int width) =>
        string.Concat(HistoryView.Lines(runs, width, Glyphs.Unicode).Select(line => line + "\n"));
}
