using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using StackBench.Running.Engines;
using StackBench.Tests.Worker.Vulkan;
using StackBench.Worker.Cuda;

namespace StackBench.Tests.Worker.Cuda;

/// <summary>NVIDIA's own libcuda.so.1, which starts on a machine without a GPU too.</summary>
public sealed class NvidiaLibraryTests
{
    private static string Folder => Path.GetDirectoryName(PtxTools.Find("../lib/" + Cu.Library))!;

    [Fact]
    public void It_has_every_function_that_the_engine_calls()
    {
        var library = NativeLibrary.Load(Path.Combine(Folder, Cu.Library));
        string[] called =
        [
            .. typeof(Cu).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Select(method => method.Name)
                .Where(name => name.StartsWith("cu", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal),
        ];
        Assert.Contains("cuLaunchKernel", called);
        Assert.DoesNotContain(called, name => !NativeLibrary.TryGetExport(library, name, out _));
    }

    [Fact]
    public async Task Without_a_GPU_the_engine_says_what_it_says()
    {
        if (Directory.Exists("/proc/driver/nvidia")) Assert.Skip("this machine has a GPU of NVIDIA");
        var engine = new EngineDefinition
        {
            Name = "cuda",
            Command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "StackBench.Worker.dll"), "cuda"],
            Environment = ImmutableDictionary<string, string>.Empty.Add("LD_LIBRARY_PATH", Folder),
        };
        var status = await DriverRuns.ProbeAsync(engine);
        Assert.Null(status.Ready);
        Assert.Contains("NVIDIA's driver finds no GPU (CUDA_ERROR_NO_DEVICE (100))", status.Reason, StringComparison.Ordinal);
    }
}
