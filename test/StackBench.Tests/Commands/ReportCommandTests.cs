using StackBench.Core.Results;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Report;

namespace StackBench.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task A_report_has_comparison_history_title_and_notes()
    {
        Store([.. Enumerable.Range(0, 8).Select(day => HistoryRun.Of(day, label: "before")), HistoryRun.Of(9, gigaflops: 80)]);
        var (code, output, error) = await _command.Run(
            "report", "--against", "before", "--output", _command.File("r.html"), "--title", "Upgrade <1>", "--notes", "one\ntwo");
        Assert.Equal((0, ""), (code, output));
        Assert.StartsWith("Wrote ", error, StringComparison.Ordinal);
        var text = File.ReadAllText(_command.File("r.html"));
        MarkupReader.Read(text);
        foreach (var expected in new[]
        {
            "<h1>Upgrade &lt;1&gt;</h1>",
            "<p>one</p><p>two</p>",
            "▼ 1 regression",
            "id=\"changes\"",
            "id=\"history\"",
            "9 runs from 2026-01-01 to 2026-01-10",
        })
            Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_to_stdout_is_the_page_alone()
    {
        Store(ExampleRun.Full);
        var (code, output, error) = await _command.Run("report", "latest", "--output", "-");
        Assert.Equal((0, ""), (code, error));
        MarkupReader.Read(output);
    }

    [Theory]
    [InlineData("report", "none")]
    [InlineData("report", "latest", "--against", "none")]
    public async Task A_run_that_is_not_there_is_a_usage_error(params string[] args)
    {
        Store(ExampleRun.Full);
        var (code, output, error) = await _command.Run(args);
        Assert.Equal(((int)ExitCode.Usage, ""), (code, output));
        Assert.NotEmpty(error);
    }

    private void Store(params Run[] runs)
    {
        using var store = _command.OpenStore();
        foreach (var run in runs) store.Import(run);
    }
}
