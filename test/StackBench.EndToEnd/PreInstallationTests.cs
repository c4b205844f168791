using System.Text.Json;
using StackBench.Tests.Fixtures;

namespace StackBench.EndToEnd;

/// <summary>The benchmarks before any ML stack is installed, on a machine whose only Vulkan driver computes on the CPU.</summary>
public sealed class PreInstallationTests : IDisposable
{
    private const string OpenClDrivers = "/etc/OpenCL/vendors";
    private const string Manifest = "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json";

    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void The_CPU_is_measured_and_a_driver_on_it_is_no_GPU()
    {
        var (code, results, _) = Run("run", "pre", "--launches", "1", "--only", "*1 thread");

        Assert.Equal(0, code);
        Assert.Contains(results, result => result.Outcome == "ok");
        Assert.DoesNotContain(results, result => result.Outcome == "ok" && result.Device != "cpu");
        Assert.DoesNotContain(results, result => result.Engine is "vulkan" or "opencl" or "cuda");
    }

    [Fact]
    public void Named_it_is_measured_and_said_to_be_what_it_is()
    {
        var (code, all, _) = Run(
            "run", "pre", "--device", "vulkan:0", "--launches", "1", "--only", "vector fp32", "--only", "copy*", "--only", "*round trip*",
            "--only", "latency 16 KiB");

        Assert.Equal(0, code);
        var results = all.Where(result => result.Engine is not null).ToArray();
        Assert.True(results.Length >= 3, $"only {results.Length} results");
        Assert.All(results, result =>
        {
            Assert.Equal(("ok", "vulkan", "vulkan:0"), (result.Outcome, result.Engine, result.Device));
            Assert.Contains("cpu-driver", result.Text, StringComparison.Ordinal);
            Assert.Contains("llvmpipe", result.Text, StringComparison.Ordinal);
        });
        var show = Session.Run(_store.Path, "show", "latest");
        Assert.Matches("vector fp32 .*cpu-driver", show.Out);
    }

    [Fact]
    public void Through_OpenCL_it_is_measured_where_it_is_named()
    {
        if (!Directory.Exists(OpenClDrivers) || Directory.GetFiles(OpenClDrivers, "pocl*.icd").Length == 0)
            Requirement.Missing("PoCL is not installed (pocl-opencl-icd)");
        var (code, all, _) = Run(
            [("POCL_CACHE_DIR", _store.Path)], "run", "pre", "--device", "opencl:0", "--launches", "1", "--only", "copy*", "--only",
            "*round trip*");

        Assert.Equal(0, code);
        var results = all.Where(result => result.Engine is not null).ToArray();
        Assert.True(results.Length >= 2, $"only {results.Length} results");
        Assert.All(results, result =>
        {
            Assert.Equal(("ok", "opencl", "opencl:0"), (result.Outcome, result.Engine, result.Device));
            Assert.Contains("cpu-driver", result.Text, StringComparison.Ordinal);
            Assert.Contains("Portable Computing Language", result.Text, StringComparison.Ordinal);
        });
    }

    /// <summary>A file that is no library stands before the loader, as where it is not installed.</summary>
    [Fact]
    public void Without_the_loader_it_is_skipped_with_what_to_install()
    {
        File.WriteAllText(Path.Combine(_store.Path, "libvulkan.so.1"), "");
        var (code, results, error) = Run(
            [("LD_LIBRARY_PATH", _store.Path)], "run", "pre", "--device", "vulkan:0", "--launches", "1");

        Assert.Equal(5, code);
        Assert.Empty(results);
        Assert.Contains("the Vulkan loader libvulkan.so.1 is not installed", error, StringComparison.Ordinal);
        Assert.Contains("libvulkan1", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Gpu_capability_of_a_machine_without_a_GPU_is_that_of_its_CPU()
    {
        var (code, results, _) = Run("run", "gpu-capability", "--launches", "1");

        Assert.Equal(0, code);
        var result = Assert.Single(results);
        Assert.Equal(("ok", "cpu"), (result.Outcome, result.Device));
        Assert.Contains("this machine has no GPU", result.Text, StringComparison.Ordinal);
    }

    private (int Code, Result[] Results, string Error) Run(params string[] arguments) => Run([], arguments);

    private (int Code, Result[] Results, string Error) Run((string Name, string Value)[] environment, params string[] arguments)
    {
        if (!File.Exists(Manifest)) Requirement.Missing("lavapipe is not installed (mesa-vulkan-drivers)");
        if (Directory.Exists("/sys/class/kfd/kfd/topology/nodes/1") || File.Exists("/proc/driver/nvidia/version"))
            Assert.Skip("this machine has a GPU");
        using var session = Session.Start(
            Binary.Built, _store.Path, [("VK_DRIVER_FILES", Manifest), ("VK_ICD_FILENAMES", Manifest), .. environment],
            [.. arguments, "--format", "json"]);
        var code = session.WaitForExit();
        if (session.Out.Length == 0) return (code, [], session.Error);
        using var document = JsonDocument.Parse(session.Out);
        return (code,
        [
            .. document.RootElement.GetProperty("results").EnumerateArray().Select(result => new Result(
                result.GetProperty("outcome").GetProperty("kind").GetString()!, result.GetProperty("device").GetString()!,
                result.TryGetProperty("engine", out var engine) ? engine.GetString() : null, result.GetRawText())),
        ], session.Error);
    }

    private sealed record Result(string Outcome, string Device, string? Engine, string Text);
}
