using StackBench.Tests.Commands;

namespace StackBench.Tests.Fleet;

public sealed class FleetDrainCommandTests : IDisposable
{
    private readonly FakeSlurm _slurm = new("node0", "node1", "node2", "node3", "node4", "node5");
    private readonly CommandRun _command;

    private readonly Clock _clock = new() { Now = new(2026, 1, 7, 6, 0, 0, TimeSpan.Zero) };

    public FleetDrainCommandTests() => _command = new CommandRun { Scheduler = _slurm, Time = _clock };

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task A_confirmed_node_is_printed_as_a_command_and_not_touched()
    {
        Write(node => node == 2);
        var (code, output, error) = await Drain();
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(
            "^scontrol update nodename=node2 state=drain 'reason=stackbench night5: gemm bf16 8192x8192x8192 lost 8\\.[0-9] % "
            + "\\(z [0-9]+, confirmed\\)'\n$", output);
        Assert.Empty(_slurm.Drained);
    }

    [Fact]
    public async Task Applied_it_is_drained_with_the_evidence_and_only_once()
    {
        Write(node => node == 2);
        var (code, output, _) = await Drain("--apply");
        Assert.Equal(0, code);
        Assert.StartsWith("node2 drained: stackbench night5: gemm", output, StringComparison.Ordinal);
        Assert.StartsWith("stackbench night5: gemm bf16", Assert.Single(_slurm.Drained).Value, StringComparison.Ordinal);
        var (again, nothing, error) = await Drain("--apply");
        Assert.Equal((0, ""), (again, nothing));
        Assert.Contains("not drained: node2: already drained: stackbench night5", error, StringComparison.Ordinal);
        Assert.Contains("night5: no node to drain", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_nodes_than_allowed_drain_none()
    {
        Write(node => node is 2 or 4);
        var (code, _, error) = await Drain("--apply");
        Assert.Equal(1, code);
        Assert.Contains("2 nodes are confirmed, more than --max 1: none was drained", error, StringComparison.Ordinal);
        Assert.Empty(_slurm.Drained);
        Assert.Equal(0, (await Drain("--apply", "--max", "2")).Code);
        Assert.Equal(["node2", "node4"], _slurm.Drained.Keys.Order());
    }

    [Fact]
    public async Task Old_evidence_drains_nothing()
    {
        Write(node => node == 2);
        _clock.Now = _clock.Now.AddDays(2);
        var (code, _, error) = await Drain("--apply");
        Assert.Equal(1, code);
        Assert.Contains("the evidence is 56 hours old: none was drained", error, StringComparison.Ordinal);
        Assert.Empty(_slurm.Drained);
        Assert.StartsWith("scontrol", (await Drain()).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scheduler_that_does_not_answer_is_told_and_the_next_node_tried()
    {
        Write(node => node is 2 or 4);
        _slurm.Silent.Add("node2");
        var (code, output, error) = await Drain("--apply", "--max", "2");
        Assert.Equal(4, code);
        Assert.Contains("node2 is not drained: scontrol did not answer", error, StringComparison.Ordinal);
        Assert.StartsWith("node4 drained", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Slurm_refuses_is_told()
    {
        Write(node => node == 2);
        _slurm.Refusals["node2"] = "Access/permission denied";
        var (code, output, error) = await Drain("--apply");
        Assert.Equal((4, ""), (code, output));
        Assert.Contains("node2 is not drained: scontrol: error: Access/permission denied", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Slurm_the_commands_are_printed_and_nothing_is_applied()
    {
        Write(node => node == 2);
        _slurm.IsAbsent = true;
        var (code, output, error) = await Drain();
        Assert.Equal(0, code);
        Assert.StartsWith("scontrol update nodename=node2", output, StringComparison.Ordinal);
        Assert.Contains("which nodes are drained already is not known", error, StringComparison.Ordinal);
        Assert.Equal(1, (await Drain("--apply")).Code);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private Task<(int Code, string Out, string Error)> Drain(params string[] more) =>
        _command.Run(["fleet", "drain", _command.Folder, .. more]);

    /// <summary>Six nights, of which the last is confirmed by a fresh job of the slow nodes.</summary>
    private void Write(Func<int, bool> isSlow)
    {
        for (var night = 0; night < 6; night++)
            for (var node = 0; node < 6; node++)
                FleetRuns.Write(FleetRuns.Of(node, night, _ => night == 5 && isSlow(node) ? 0.92 : 1), _command.Folder);
        foreach (var node in Enumerable.Range(0, 6).Where(isSlow))
            FleetRuns.Write(FleetRuns.Of(node, 5, _ => 0.92, FleetRuns.Night(5) + ".again"), _command.Folder);
    }
}
