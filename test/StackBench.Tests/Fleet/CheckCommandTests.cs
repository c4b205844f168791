using StackBench.Fleet.Limits;
using StackBench.Tests.Commands;

namespace StackBench.Tests.Fleet;

public sealed class CheckCommandTests : IDisposable
{
    private readonly CommandRun _command = new();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Limits_of_a_night_are_written_and_a_fresh_verdict_by_them_is_repeated()
    {
        Assert.Equal(0, (await WriteLimits()).Code);
        Keep("node1", Fitness.Unfit, Now.AddMinutes(-30), "gemm is 14.0 % below the fleet's median");
        var (code, output, _) = await Check("--cached", "1h");
        Assert.Equal(3, code);
        Assert.Matches("^node1 unfit, 4 values, .* UTC: gemm is 14.0 % below", output);
        var (old, said, _) = await Check("--cached", "10m");
        Assert.Equal(0, old);
        Assert.Contains("no recent verdict for these limits", said, StringComparison.Ordinal);
        Assert.Equal(5, (await Check("--cached", "10m", "--strict")).Code);
    }

    [Fact]
    public async Task A_verdict_by_other_limits_or_of_another_node_is_not_repeated()
    {
        await WriteLimits();
        Keep("node2", Fitness.Unfit, Now, "x");
        Assert.Equal(0, (await Check("--cached", "1h")).Code);
        Keep("node1", Fitness.Unfit, Now, "x", sha: "00");
        Assert.Equal(0, (await Check("--cached", "1h")).Code);
    }

    [Theory]
    [InlineData("absent", "Could not find file")]
    [InlineData("text", "not a file of limits")]
    [InlineData("{\"schemaVersion\":1,\"night\":\"x\",\"nodes\":1,\"limits\":[null]}", "not limits of this version")]
    [InlineData("{\"schemaVersion\":9,\"night\":\"x\",\"nodes\":1,\"limits\":[]}", "not limits of this version")]
    public async Task Limits_that_cannot_be_read_drain_nobody(string content, string reason)
    {
        if (content != "absent") await File.WriteAllTextAsync(
            _command.File("limits.json"), content, TestContext.Current.CancellationToken);
        var (code, output, _) = await Check();
        Assert.Equal(0, code);
        Assert.StartsWith("node1 undecided", output, StringComparison.Ordinal);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.Equal(5, (await Check("--strict")).Code);
    }

    [Fact]
    public async Task Where_a_second_of_six_nodes_is_unfit_the_limits_are_wrong()
    {
        await WriteLimits();
        Keep("node1", Fitness.Unfit, Now, "x");
        Directory.CreateDirectory(_command.File("verdicts"));
        Assert.Equal(3, (await Check("--cached", "1h", "--verdicts", _command.File("verdicts"))).Code);
        Keep("node2", Fitness.Unfit, Now, "x", file: _command.File("verdicts/node2.json"));
        var (code, output, _) = await Check("--cached", "1h", "--verdicts", _command.File("verdicts"));
        Assert.Equal(0, code);
        Assert.Contains("2 nodes are unfit by these limits: the limits are wrong", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verdicts_of_others_that_make_no_sense_are_passed_over()
    {
        await WriteLimits();
        Keep("node1", Fitness.Unfit, Now, "x");
        var verdicts = Directory.CreateDirectory(_command.File("verdicts")).FullName;
        var text = await File.ReadAllTextAsync(_command.File("state.json"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(verdicts, "node2.json"),
            text.Replace("node1", "node2", StringComparison.Ordinal).Replace("\"x\"", "null", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(verdicts, "node3.json"), "/dev/zero");
        Assert.Equal(3, (await Check("--cached", "1h", "--verdicts", verdicts)).Code);
    }

    [Fact]
    public async Task Folders_without_a_name_drain_nobody()
    {
        await WriteLimits();
        Keep("node1", Fitness.Unfit, Now, "x");
        Assert.Equal(3, (await Check("--cached", "1h", "--verdicts", "")).Code);
        string[] nameless = ["check", "--limits", _command.File("limits.json"), "--state", "", "--node", "node1", "--budget", "4s"];
        Assert.Equal(0, (await _command.Run([.. nameless, "--cached", "1h"])).Code);
        var (code, output, error) = await _command.Run(nameless);
        Assert.Equal(0, code);
        Assert.StartsWith("node1 undecided", output, StringComparison.Ordinal);
        Assert.Contains("the verdict is not kept", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_devices_give_no_limits()
    {
        for (var node = 0; node < 4; node++)
            FleetRuns.Write(FleetRuns.Of(node, 0) with { Results = [FleetRuns.Of(node, 0).Results[0]] }, _command.Folder);
        var (code, _, error) = await _command.Run("fleet", "limits", _command.Folder, "--output", _command.File("limits.json"));
        Assert.Equal(5, code);
        Assert.Contains("no metric with five devices or more", error, StringComparison.Ordinal);
    }

    private Task<(int Code, string Out, string Error)> Check(params string[] more) => _command.Run(
        ["check", "--limits", _command.File("limits.json"), "--state", _command.File("state.json"), "--node", "node1", .. more]);

    private Task<(int Code, string Out, string Error)> WriteLimits()
    {
        var folder = Directory.CreateDirectory(_command.File("night")).FullName;
        for (var node = 0; node < 6; node++) FleetRuns.Write(FleetRuns.Of(node, 0), folder);
        return _command.Run("fleet", "limits", folder, "--output", _command.File("limits.json"));
    }

    private void Keep(
        string node, Fitness fitness, DateTimeOffset at, string reason, string? sha = null, string? file = null) => LimitsFile.Write(
        file ?? _command.File("state.json"),
        new NodeVerdict(
            NodeVerdict.CurrentSchemaVersion, node, fitness, at, sha ?? LimitsFile.Read(_command.File("limits.json")).Sha256, 4, [reason]));
}
