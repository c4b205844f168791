using System.Text.Json;
using StackBench.Core.Results;
using StackBench.Tests.Commands;

namespace StackBench.Tests.Fleet;

public sealed class FleetCompareCommandTests : IDisposable
{
    private const string Fact = "gpu.0000:03:00.0.driver-version";

    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task The_answer_comes_first_and_a_regression_ends_with_3_on_request()
    {
        Write(nodes: 24, nights: 2, changed: 8, factor: 0.95);
        var (code, output, error) = await Compare();
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(
            "^driver 560 against 550: gemm bf16 8192x8192x8192 5\\.\\d % slower on 8 nodes, -5\\.\\d to -[45]\\.\\d %  ",
            Joined(output));
        Assert.Matches(" gemm bf16 8192x8192x8192 +8 +16 +-[45]\\.\\d % +-5\\.\\d to -[45]\\.\\d % +<0\\.001 +regression\n", output);
        Assert.Contains("(night0 to night1: 8 nodes)", output, StringComparison.Ordinal);
        Assert.Contains("gpu.driver-version: 560.35 against 550.54.", Joined(output), StringComparison.Ordinal);
        var (failed, _, note) = await Compare("--fail-on", "regression");
        Assert.Equal((3, "failed: 1 slower, 0 suspected\n"), (failed, note));
        Assert.Equal(0, (await Compare("--fail-on", "slower-than=8%")).Code);
        var small = await Compare("--threshold", "10%", "--fail-on", "regression");
        Assert.Equal(0, small.Code);
        Assert.Contains("small change", small.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_and_csv_have_the_answer_and_the_numbers()
    {
        Write(nodes: 24, nights: 2, changed: 8, factor: 0.95);
        using var document = JsonDocument.Parse((await Compare("--json")).Out);
        var root = document.RootElement;
        Assert.StartsWith("driver 560 against 550: gemm", root.GetProperty("answer").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ("change-against-change", "gpu.driver-version"),
            (root.GetProperty("design").GetString(), root.GetProperty("fact").GetString()));
        var workload = root.GetProperty("workloads")[0];
        Assert.Equal(
            ("regression", 8, 16), (workload.GetProperty("verdict").GetString(), workload.GetProperty("nodes").GetInt32(),
                workload.GetProperty("others").GetInt32()));
        Assert.InRange(workload.GetProperty("change").GetDouble(), -0.055, -0.045);
        var csv = (await Compare("--format", "csv")).Out.Split('\n');
        Assert.Equal(3, csv.Length);
        Assert.Matches(
            "^gpu\\.driver-version,560,550,change-against-change,[0-9a-f]{12},gemm,bf16 8192x8192x8192,pytorch,flop-rate,"
            + "regression,8,16,-0\\.0", csv[1]);
    }

    [Fact]
    public async Task One_night_is_suspected_at_most_and_racks_are_named()
    {
        Write(nodes: 24, nights: 1, changed: 8, factor: 0.9, since: 0);
        var (code, output, error) = await Compare("--fail-on", "regression");
        Assert.Equal(5, code);
        Assert.Contains("not decided: 0 slower, 1 suspected; the nodes may differ by their racks, too", error, StringComparison.Ordinal);
        Assert.Contains("Racks are not excluded, so nothing is more than suspected.", Joined(output), StringComparison.Ordinal);
        Assert.Contains("suspected", output.Split('\n')[0] + output.Split('\n')[1], StringComparison.Ordinal);
        Assert.Equal(3, (await Compare("--fail-on", "suspected")).Code);
    }

    [Fact]
    public async Task Too_few_nodes_decide_nothing()
    {
        Write(nodes: 7, nights: 2, changed: 3, factor: 0.9);
        var (code, output, _) = await Compare("--fail-on", "regression");
        Assert.Equal(5, code);
        Assert.StartsWith(
            "driver 560 against 550: undecided on 3 nodes against 4; a verdict needs 5 or more a side\n", output, StringComparison.Ordinal);
        Assert.Contains("too few: needs 5 nodes a side", output, StringComparison.Ordinal);
        Assert.Contains("No workload could be tested.", output, StringComparison.Ordinal);
        Assert.Equal(0, (await Compare()).Code);
    }

    [Theory]
    [InlineData("'driver' for --with: expected FACT=VALUE", "--with", "driver", "--against", "driver=550")]
    [InlineData("expected two values of one", "--with", "driver=560", "--against", "os.kernel=6")]
    [InlineData("gpu.driver-version: 550.54, 560.35", "--with", "driver=570", "--against", "driver=550")]
    [InlineData("no node has a fact 'kernel'", "--with", "kernel=6", "--against", "kernel=5")]
    [InlineData("there is no night 'x'", "--with", "driver=560", "--against", "driver=550", "--night", "x")]
    public async Task What_cannot_be_asked_is_a_usage_error(string message, params string[] args)
    {
        Write(nodes: 2, nights: 2, changed: 1, factor: 1);
        var (code, output, error) = await _command.Run(["fleet", "compare", .. args, _command.Folder]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nights_before_one_can_be_asked_for_and_refused_documents_end_with_4()
    {
        Write(nodes: 24, nights: 3, changed: 8, factor: 0.95, since: 2);
        File.WriteAllText(_command.File("cut.json"), "{\"schemaVersion\":1,");
        Assert.Equal(4, (await Compare()).Code);
        // In night1 nobody had it yet.
        var (code, _, error) = await Compare("--night", "night1");
        Assert.Equal(2, code);
        Assert.Contains("no node has both values of driver", error, StringComparison.Ordinal);
    }

    private static string Joined(string output) => output.Replace('\n', ' ');

    private Task<(int Code, string Out, string Error)> Compare(params string[] more) =>
        _command.Run(["fleet", "compare", "--with", "driver=560", "--against", "driver=550", _command.Folder, .. more]);

    /// <summary>The first nodes have the new driver from a night on and become slower; the whole fleet loses 2 % a night.</summary>
    private void Write(int nodes, int nights, int changed, double factor, int since = 1)
    {
        for (var night = 0; night < nights; night++)
        {
            for (var node = 0; node < nodes; node++)
            {
                var isNew = node < changed && night >= since;
                var drift = Math.Pow(0.98, night);
                FleetRuns.Write(
                    FleetRuns.Of(node, night, _ => drift * (isNew ? factor : 1), null,
                        new FingerprintFact(Fact, isNew ? "560.35" : "550.54", FactRole.Cause)), _command.Folder);
            }
        }
    }
}
