using System.Text.Json.Nodes;
using StackBench.Tests.Exchange;

namespace StackBench.Tests.Commands;

/// <summary>Imported files against each other, as the table of ../shared/cases says.</summary>
public sealed class ImportPairTests : IDisposable
{
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData("a", "b", "collective alltoall instead of all_gather")]
    [InlineData("s1_", "s64_", "threads 64 instead of 1")]
    [InlineData("bh", "bo", "device cpu instead of AMD Instinct MI210 (HIP)")]
    public async Task Different_work_is_not_comparable_and_says_what_differs(string before, string after, string difference)
    {
        await Import(before);
        await Import(after);
        var comparison = await Compare(before, after);
        var metrics = comparison["metrics"]!.AsArray();
        Assert.NotEmpty(metrics);
        Assert.All(metrics, metric => Assert.Equal("not-comparable", (string?)metric!["verdict"]));
        Assert.All(metrics, metric => Assert.Contains(difference, (string?)metric!["reason"], StringComparison.Ordinal));
        var (code, _, _) = await _command.Run("compare", before, after, "--fail-on", "suspected");
        Assert.NotEqual((int)ExitCode.Regression, code);
    }

    [Fact]
    public async Task Builds_are_compared_and_suspected()
    {
        await Import("lca");
        await Import("lcb");
        var comparison = await Compare("lca", "lcb");
        var metric = comparison["metrics"]!.AsArray()[0]!;
        Assert.NotEqual("not-comparable", (string?)metric["verdict"]);
        Assert.Contains("build_commit", comparison.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("bbbbbbb2", comparison.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_name_no_machine_are_judged_only_when_it_is_told()
    {
        File.WriteAllText(_command.File("a.json"), Times(0.1));
        File.WriteAllText(_command.File("b.json"), Times(0.2));
        await _command.Run("import", _command.File("a.json"), "--label", "old");
        await _command.Run("import", _command.File("b.json"), "--label", "new");
        var (_, output, _) = await _command.Run("compare", "old", "new");
        Assert.Contains("The machine is unknown", output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("nothing here is more than suspected", output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        foreach (var (file, label) in ((string, string)[])[("a.json", "old-lab"), ("b.json", "new-lab")])
            Assert.Equal(0, (await _command.Run("import", _command.File(file), "--label", label, "--machine", "lab")).Code);
        (_, output, _) = await _command.Run("compare", "old-lab", "new-lab");
        Assert.DoesNotContain("achine is unknown", output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    /// <summary>Of the table there is a mean only, of the JSON the median: no ratio of the two says anything.</summary>
    [Fact]
    public async Task A_mean_is_not_judged_against_a_median()
    {
        const string fields = "\"model_type\": \"m\", \"n_prompt\": 512, \"n_gen\": 0, \"avg_ns\": 2963000, \"avg_ts\": 172.8";
        File.WriteAllText(_command.File("a.json"), $"[{{{fields}}}]");
        File.WriteAllText(_command.File("b.json"), $"[{{{fields}, \"samples_ns\": [6880000, 1020000, 990000]}}]");
        await _command.Run("import", _command.File("a.json"), "--machine", "lab", "--label", "old");
        await _command.Run("import", _command.File("b.json"), "--machine", "lab", "--label", "new");
        var comparison = await Compare("old", "new");
        Assert.All(comparison["metrics"]!.AsArray(), metric => Assert.Equal("not-comparable", (string?)metric!["verdict"]));
    }

    private static string Times(double seconds) => FormattableString.Invariant(
        $$"""{"results": [{"command": "x", "stddev": 0, "times": [{{seconds}}, {{seconds * 1.001}}, {{seconds * 0.999}}, {{seconds}}, {{seconds}}]}]}""");

    private async Task Import(string prefix)
    {
        var folder = Path.GetDirectoryName(SharedCases.PathOf("import/pairs/a0.txt"))!;
        string[] files = [.. Directory.EnumerateFiles(folder, $"{prefix}?.*")];
        var (code, _, error) = await _command.Run(["import", .. files, "--label", prefix]);
        Assert.True(code == 0, error);
    }

    private async Task<JsonObject> Compare(string before, string after)
    {
        var (_, output, _) = await _command.Run("compare", before, after, "--format", "json");
        return (JsonObject)JsonNode.Parse(output)!;
    }
}
