using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Worker.Device;
using StackBench.Tests.Worker.Vulkan;

namespace StackBench.Tests.Worker.Cuda;

/// <summary>The engine cuda in a process of its own on <c>fake_cuda.c</c>, which is compiled once.</summary>
public sealed class FakeCuda : IDisposable
{
    public const string Device = "cuda:0";

    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-cuda-").FullName;

    public FakeCuda()
    {
        if (!File.Exists("/usr/bin/gcc")) Requirement.Missing("gcc is not installed");
        var source = Path.Combine(AppContext.BaseDirectory, "Worker", "Cuda", "fake_cuda.c");
        var (code, text) = GpuRoot.Run(
            "gcc", ["-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", Path.Combine(_folder, "libcuda.so.1"), source]);
        Assert.True(code == 0, text);
    }

    /// <summary>Every workload of the engine, in sizes for a CPU.</summary>
    internal static ImmutableArray<Workload> Workloads { get; } = [.. DeviceWorkloads.All("cuda")];

    /// <param name="lie">See <c>fake_cuda.c</c>.</param>
    internal EngineDefinition Engine(string lie, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var variables = ImmutableDictionary<string, string>.Empty.Add("LD_LIBRARY_PATH", _folder).Add("FAKE_CUDA", lie);
        foreach (var (name, value) in environment) variables = variables.SetItem(name, value);
        return new EngineDefinition
        {
            Name = "cuda",
            Command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "StackBench.Worker.dll"), "cuda"],
            Environment = variables,
        };
    }

    internal static Workload Named(string name) => Workloads.First(workload => workload.Name == name);

    internal static Task<ImmutableArray<BenchmarkResult>> RunAsync(EngineDefinition engine, params IEnumerable<Workload> workloads) =>
        DriverRuns.RunAsync([.. workloads.Select(workload => new PlannedWorkload(workload, Device, engine))]);

    /// <summary>A path in a folder that is deleted at the end.</summary>
    internal string NewFile() => Path.Combine(_folder, Guid.NewGuid().ToString("N"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
