using StackBench.Core.Results;

namespace StackBench.Tests.Worker.Vulkan;

/// <summary>Every workload on sid's lavapipe, which has cooperative matrices, below Khronos's validation layer.</summary>
public sealed class ValidationLayerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-layer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_finds_nothing_and_every_result_is_right()
    {
        var (settings, log) = (Path.Combine(_folder, "vk_layer_settings.txt"), Path.Combine(_folder, "log"));
        await File.WriteAllLinesAsync(settings,
        [
            "khronos_validation.debug_action = VK_DBG_LAYER_ACTION_LOG_MSG", $"khronos_validation.log_filename = {log}",
            "khronos_validation.report_flags = error,warn",
        ], TestContext.Current.CancellationToken);

        var results = await DriverRuns.RunAsync(
            GpuRoot.Engine("lavapipe", ("VK_INSTANCE_LAYERS", "VK_LAYER_KHRONOS_validation"), ("VK_LAYER_SETTINGS_PATH", settings)),
            DriverRuns.Workloads);

        DriverRuns.Tell(results);
        Assert.Empty(results.Select(result => result.Outcome).OfType<Failed>());
        Assert.Contains(results, result =>
            result is { Benchmark: "device-peak", Outcome: Ok } && result.Workload.StartsWith("matrix fp16", StringComparison.Ordinal));
        // The layer makes its log even where it has nothing to say.
        Assert.Equal("", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));
    }
}
