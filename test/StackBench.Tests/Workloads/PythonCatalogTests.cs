using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Protocol;
using StackBench.Running.Engines;
using StackBench.Tests.Fixtures;
using StackBench.Workloads;
using StackBench.Workloads.Collectives;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Workloads;

/// <summary>The benchmarks of the Python worker as the catalog lists them, on a CPU and on small and large GPUs.</summary>
public sealed class PythonCatalogTests
{
    private static readonly string[] TargetNames = ["cpu", "small gpu", "large gpu", "two gpus"];

    public static TheoryData<string> Targets => [.. TargetNames];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Names_and_parameters_are_unique_in_a_benchmark(string target) =>
        Assert.All(Workloads(target).GroupBy(workload => workload.Benchmark), benchmark =>
    {
        Assert.Equal(benchmark.Count(), benchmark.Select(workload => workload.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(benchmark.Count(), benchmark.Select(workload => workload.Parameters).Distinct().Count());
    });

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_a_workload_is_held_against_exists_with_equal_work(string target)
    {
        var all = Workloads(target).ToDictionary(workload => (workload.Benchmark, workload.Name));
        Assert.All(all.Values.Where(workload => workload.Against is not null), workload =>
        {
            var against = all[(workload.Benchmark, workload.Against!)];
            Assert.Equal(workload.Cost, against.Cost);
            Assert.True(against.Suite <= workload.Suite, workload.Name);
        });
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_level_below_is_provided_by_somebody(string target)
    {
        var machine = Workloads(target)
            .Concat(Catalog.All.Where(benchmark => benchmark.Engines.Contains("native"))
            .SelectMany(benchmark => benchmark.Workloads(new WorkloadTarget(Machine))))
            .ToArray();
        var provided = machine.Select(workload => workload.Bounds.Layer.Provides).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Assert.All(machine.Where(workload => workload.Bounds.Layer.Below is not null), workload =>
            Assert.Contains(workload.Bounds.Layer.Below!, provided));
    }

    [Fact]
    public void Every_engine_that_the_catalog_names_is_known_and_every_python_engine_has_its_family()
    {
        Assert.All(Catalog.All.SelectMany(benchmark => benchmark.Engines), name =>
            Assert.Contains(name, KnownEngine.All.Select(engine => engine.Name)));
        var families = Path.GetDirectoryName(RepositoryFile.Path("python/stackbench_worker/families/__init__.py"))!;
        var files = Directory.GetFiles(families, "*.py").Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => name != "__init__").Select(name => name.Replace('_', '-'));
        Assert.Equal(files.Order(), PythonEngines.Families.Order());
    }

    /// <summary>
    /// nccl-tests, PERFORMANCE.md: 2 (n-1)/n for all-reduce, (n-1)/n for all-gather, reduce-scatter and all-to-all, 1 for the others.
    /// </summary>
    [Theory]
    [InlineData("all-reduce", 2, 1.0)]
    [InlineData("all-reduce", 8, 1.75)]
    [InlineData("all-gather", 4, 0.75)]
    [InlineData("reduce-scatter", 2, 0.5)]
    [InlineData("all-to-all", 4, 0.75)]
    [InlineData("broadcast", 8, 1.0)]
    [InlineData("send-recv", 8, 1.0)]
    public void The_bus_carries_its_share_of_a_collective(string kind, int ranks, double factor) =>
        Assert.Equal(factor, CollectivesBenchmark.BusFactor(kind, ranks));

    [Fact]
    public void Every_collective_goes_from_a_kibibyte_to_a_share_of_the_memory()
    {
        var kinds = Workloads("two gpus").Where(workload => workload.Benchmark == "collectives")
            .GroupBy(workload => workload.Name[..workload.Name.IndexOf(' ', StringComparison.Ordinal)]).ToArray();
        Assert.Equal(6, kinds.Length);
        Assert.All(kinds, kind =>
        {
            var sizes = kind.Select(workload => workload.Cost.Payload).Order().ToArray();
            Assert.Equal((1024, 4L << 30), (sizes[0], sizes[^1])); // of 16 GiB
            Assert.All(sizes.Zip(sizes.Skip(1)), pair => Assert.Equal(4, pair.Second / pair.First));
        });
    }

    /// <summary>Other sizes are rounded by nccl-tests, and are then other work.</summary>
    [Fact]
    public void Every_rank_of_a_collective_has_a_multiple_of_sixteen_bytes()
    {
        WorkerDevice[] three =
            [.. Enumerable.Range(0, 3).Select(index => new WorkerDevice($"cuda:{index}", "cuda", MemoryBytes: 1L << 34))];
        var all = Catalog.All.Single(benchmark => benchmark.Name == "collectives")
            .Workloads(new WorkloadTarget(Machine, "nccl-tests", three[0], three));
        Assert.NotEmpty(all);
        Assert.All(all, workload =>
        {
            var bytes = long.Parse(workload.Parameters["bytes"].ToString(), CultureInfo.InvariantCulture);
            Assert.Equal((0L, workload.Cost.Payload), (bytes % (3 * 16), (double)bytes));
        });
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void SGLang_generates_what_vLLM_does(string target)
    {
        Workload[] Of(string name) => [.. Workloads(target).Where(workload => workload.Benchmark == name)];
        Assert.Equal(
            Of("vllm-offline").Select(workload => (workload.Name, workload.Parameters, workload.Cost)),
            Of("sglang-offline").Select(workload => (workload.Name, workload.Parameters, workload.Cost)));
    }

    [Theory]
    [InlineData(
        "small gpu", "bf16 s8192 h16 d128 causal w512 flash-attn-3", 4 * 16 * 128 * ((8192.0 * 8193 / 2) - (7680.0 * 7681 / 2)))]
    [InlineData("cpu", "fp32 s1024 h8 d64 causal w256 flex", 4 * 8 * 64 * ((1024.0 * 1025 / 2) - (768.0 * 769 / 2)))]
    public void A_window_is_less_work(string target, string name, double flop)
    {
        var workload = Workloads(target).Single(workload => workload.Benchmark == "attention" && workload.Name == name);
        Assert.Equal((flop, null), (workload.Cost.Flop, workload.Against));
    }

    /// <summary>The worker's own count of each operation, which its tests hold against torch.utils.flop_counter.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void Costs_are_those_the_worker_counts(string target)
    {
        var counted = Workloads(target).Where(workload => workload.Cost.Flop > 0 && workload.Op is not "training").ToArray();
        Assert.NotEmpty(counted);
        var questions = new JsonArray([.. counted.Select(workload => (JsonNode)new JsonObject
        {
            ["op"] = workload.Op,
            ["params"] = JsonSerializer.SerializeToNode(workload.Parameters, JsonSerializerOptions.Default),
        })]);
        var answers = Ask(questions.ToJsonString());
        Assert.Equal(counted.Length, answers.Length);
        foreach (var (workload, flop) in counted.Zip(answers))
            Assert.True(workload.Cost.Flop == flop, $"{workload.Benchmark} {workload.Name}: {workload.Cost.Flop} and {flop}");
    }

    private static MachineFacts Machine { get; } = Machines.With(["avx512f", "avx512_bf16", "avx512_vnni"], lastLevelCacheBytes: 32 << 20);

    private static Workload[] Workloads(string target)
    {
        var gpu = new WorkerDevice("cuda:0", "cuda", "NVIDIA", "0000:01:00.0", MemoryBytes: (target == "large gpu" ? 80L : 16) << 30);
        return
        [
            .. from benchmark in Catalog.All
               from family in benchmark.Engines.Take(1)
               where PythonEngines.Families.Contains(family)
               from workload in benchmark.Workloads(target == "cpu" ? new WorkloadTarget(Machine, family) : new WorkloadTarget(
                   Machine, family, gpu, target == "two gpus" ? [gpu, gpu with { Id = "cuda:1", Pci = "0000:02:00.0" }] : [gpu]))
               select workload,
        ];
    }

    private static double[] Ask(string questions)
    {
        const string script = """
            import importlib, json, pkgutil, sys
            sys.path.insert(0, sys.argv[1])
            from stackbench_worker import families
            from stackbench_worker.params import Params
            found = [importlib.import_module("stackbench_worker.families." + module.name) for module in pkgutil.iter_modules(families.__path__)]
            cases = {op: case for family in found if hasattr(family, "ops") for op, case in family.ops().items()}
            for question in json.load(sys.stdin):
                print(sys.modules[cases[question["op"]].__module__].flop(Params(question["params"])))
            """;
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(RepositoryFile.Path("python/stackbench_worker/__main__.py")))!;
        var start = new ProcessStartInfo("python3", ["-B", "-c", script,
            folder])
        { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = PythonInterpreter.Start(start);
        process.StandardInput.Write(questions);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return [.. lines.Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
    }
}
