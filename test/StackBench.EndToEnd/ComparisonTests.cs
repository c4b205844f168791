using System.Text.Json;

namespace StackBench.EndToEnd;

/// <summary><c>around</c> and <c>ab</c> with the real engines; how they decide is tested where they decide.</summary>
public sealed class ComparisonTests : IDisposable
{
    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Around_measures_runs_the_command_keeps_its_output_and_compares()
    {
        var around = Session.Run(
            _store.Path, "around", "--benchmark", "compute-peak", "--label", "upgrade", "--", "sh", "-c", "echo upgraded; echo done >&2");
        Assert.Equal(0, around.ExitCode);
        Assert.Contains("compute-peak", around.Out, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\d+ regression", around.Out);
        var log = File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(_store.Path, "logs"), "around-*.txt")));
        Assert.Contains("upgraded", log, StringComparison.Ordinal);
        Assert.Contains("exit code 0", log, StringComparison.Ordinal);

        using var history = JsonDocument.Parse(Session.Run(_store.Path, "history", "--format", "json").Out);
        // On a restless machine something may look slower and be measured once more.
        Assert.Equal(
            ["upgrade after", "upgrade before"],
            history.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("label").GetString()!)
                .Where(label => !label.StartsWith("confirms", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_command_that_fails_gives_its_exit_code_and_nothing_is_measured_after_it()
    {
        var around = Session.Run(_store.Path, "around", "--benchmark", "compute-peak", "--", "sh", "-c", "exit 7");
        Assert.Equal(7, around.ExitCode);
        using var history = JsonDocument.Parse(Session.Run(_store.Path, "history", "--format", "json").Out);
        Assert.Single(history.RootElement.GetProperty("runs").EnumerateArray());
    }

    [Fact]
    public void An_ab_keeps_both_sides_with_what_differs_between_them()
    {
        var ab = Session.Run(
            _store.Path, "ab", "compute-peak", "--b-env", "OMP_SCHEDULE=static", "--pairs", "5", "--budget", "20s", "--format", "json");
        // On a slow machine the budget ends before there are pairs enough to decide.
        Assert.True(ab.ExitCode is 0 or 5, ab.Error);
        using var document = JsonDocument.Parse(ab.Out);
        var change = Assert.Single(document.RootElement.GetProperty("differences").GetProperty("causes").EnumerateArray());
        Assert.Equal(("env.OMP_SCHEDULE", "static"), (change.GetProperty("name").GetString(), change.GetProperty("after").GetString()));
        using var history = JsonDocument.Parse(Session.Run(_store.Path, "history", "--format", "json").Out);
        Assert.Equal(2, history.RootElement.GetProperty("runs").GetArrayLength());
    }
}
