using StackBench.Core.Results;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Report;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Commands;

public sealed class SideBySideCommandTests : IDisposable
{
    private readonly CommandRun _command = new();

    public SideBySideCommandTests()
    {
        using var store = _command.OpenStore();
        store.Import(HistoryRun.Of(0, label: "old"));
        store.Import(HistoryRun.Of(1, gigaflops: 120, label: "new"));
        var model = new FingerprintFact("cpu.model", "Ryzen 9", FactRole.Identity);
        store.Import(HistoryRun.Of(2, gigaflops: 150, label: "other", facts: model));
    }

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Runs_of_several_machines_stand_side_by_side_without_verdicts()
    {
        var (code, output, _) = await _command.Run("compare", "old", "new", "other");
        Assert.Equal(0, code);
        Snapshot.Match(output, "compare-side-by-side");
    }

    [Fact]
    public async Task Versions_on_one_machine_do_where_it_is_asked_for()
    {
        var (code, output, _) = await _command.Run("compare", "old", "new", "--side-by-side");
        Assert.Equal(0, code);
        Assert.Contains("compare two runs of one machine for those", output, StringComparison.Ordinal);
        foreach (var word in (string[])["regression", "improvement", "suspected", "inconclusive"])
            Assert.DoesNotContain(word, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_several_runs_has_a_column_each_the_best_marked_and_what_differs()
    {
        var (code, page, error) = await _command.Run("report", "old", "new", "other", "--title", "Three <cards>", "--output", "-");
        Assert.Equal((0, ""), (code, error));
        MarkupReader.Read(page);
        Assert.Contains("<h1>Three &lt;cards&gt;</h1>", page, StringComparison.Ordinal);
        var row = MarkupReader.Between(page, "<td>fp32 2048x2048x2048</td>", "</tr>");
        Assert.Single(row.Split(" *</b>")[1..]);
        Assert.Contains("data-side=\"C\"><b class=\"better\">150 GFLOP/s *</b>", row, StringComparison.Ordinal);
        Assert.Contains("<td>cpu.model</td><td>AMD EPYC 9B45</td><td>AMD EPYC 9B45</td><td>Ryzen 9</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("regression", MarkupReader.Between(page, "<main>", "</main>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_anonymous_page_of_several_runs_has_no_label()
    {
        var (_, page, _) = await _command.Run("report", "old", "other", "--share", "--output", "-");
        Assert.DoesNotContain("old,", page, StringComparison.Ordinal);
        Assert.Contains("AMD EPYC 9B45", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--against takes one run", "report", "old", "new", "--against", "other")]
    [InlineData("have no verdicts", "compare", "old", "new", "--side-by-side", "--fail-on", "regression")]
    [InlineData("have no verdicts", "compare", "old", "new", "--side-by-side", "--format", "json")]
    [InlineData("one run has no other beside it", "compare", "old", "old", "--side-by-side")]
    public async Task What_does_not_go_together_is_a_usage_error(string what, params string[] args)
    {
        var (code, output, error) = await _command.Run(args);
        Assert.Equal(((int)ExitCode.Usage, ""), (code, output));
        Assert.Contains(what, error, StringComparison.Ordinal);
    }
}
