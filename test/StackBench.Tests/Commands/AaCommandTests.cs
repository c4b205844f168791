using System.Diagnostics;
using StackBench.Store;

namespace StackBench.Tests.Commands;

/// <summary><c>aa</c> on a machine whose CPUs something else uses, with the real engine.</summary>
[Collection(nameof(MeasuringCommandTests))]
public sealed class AaCommandTests : IDisposable
{
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    /// <summary>A floor from a busy hour would hide changes in every quiet one.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_floor_from_a_busy_machine_is_kept_only_where_that_is_asked_for(bool isForced)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no shell that loops");
        var loops = Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount / 2))
            .Select(_ => Process.Start("/bin/sh", ["-c", "while :; do :; done"])).ToArray();
        try
        {
            string[] force = isForced ? ["--force"] : [];
            var (code, output, error) = await _command.Run(
                ["aa", "compute-peak", "--engine", "native", "--only", "fp32*1 thread", "--pairs", "10", .. force]);

            Assert.Contains("compute-peak fp32", output, StringComparison.Ordinal);
            Assert.Equal(isForced ? 0 : 1, code);
            Assert.Equal(!isForced, error.Contains("not kept, as both sides contended", StringComparison.Ordinal));
            using var store = _command.OpenStore();
            Assert.Equal(isForced, store.List().Length > 0 && store.NoiseFloors(MachineOf(store)).Length > 0);
        }
        finally
        {
            foreach (var loop in loops)
            {
                loop.Kill();
                loop.Dispose();
            }
        }
    }

    private static string MachineOf(RunStore store) =>
        StackBench.Core.Results.NodeKey.Of(store.Load(store.List()[0].Id).Fingerprint);
}
