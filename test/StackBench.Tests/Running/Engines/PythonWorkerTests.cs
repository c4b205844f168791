using System.Collections.Immutable;
using StackBench.Core.Events;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Running.Engines;

/// <summary>The Python worker in real interpreters with real PyTorch, seen from the host.</summary>
public sealed class PythonWorkerTests
{
    private static readonly string Folder = Path.GetDirectoryName(RepositoryFile.Path("python/stackbench_worker/__main__.py"))!;

    /// <summary>The worker with operations that misbehave.</summary>
    private static readonly string TestEngines = Path.GetDirectoryName(RepositoryFile.Path("python/tests/engines/__main__.py"))!;

    public static TheoryData<string> Interpreters => [PythonInterpreter.Recent, PythonInterpreter.Old];

    /// <summary>
    /// Each of these ends its workload with the right stage and words, and the product after it is measured all the same.
    /// </summary>
    [Theory]
    [InlineData("segfault", FailureStage.WarmUp, "SIGSEGV")]
    [InlineData("exit", FailureStage.WarmUp, "exited with code 7")]
    [InlineData("loop", FailureStage.WarmUp, "no sign of life")]
    [InlineData("print", null, "")]
    [InlineData("noise", null, "")]
    [InlineData("memory", FailureStage.WarmUp, "out of memory")]
    [InlineData("raise", FailureStage.WarmUp, "it went wrong")]
    [InlineData("system_exit", FailureStage.WarmUp, "")]
    [InlineData("wrong", FailureStage.Check, "")]
    [InlineData("nan", FailureStage.Check, "")]
    public async Task Misbehaviour_fails_its_workload_and_no_other(string kind, FailureStage? stage, string words)
    {
        var engine = Engine(PythonInterpreter.Recent);
        var parameters = Parameters.Of(("kind", kind), ("when", "measure"), ("bytes", 64 << 20), ("threads", 1));
        var bad = Workload("_test", kind, kind == "print" ? parameters.With("bytes", 2L << 30) : parameters);
        var results = await RunAsync(engine, [bad, Product()], kind == "loop" ? TimeSpan.FromSeconds(3) : TimeSpan.FromSeconds(120));
        Assert.True(results["product"].Outcome is Ok, results["product"].Outcome.ToString());
        if (stage is null)
        {
            Assert.True(results[kind].Outcome is Ok, results[kind].Outcome.ToString());
            return;
        }

        var failed = Assert.IsType<Failed>(results[kind].Outcome);
        Assert.Equal(stage, failed.Stage);
        Assert.Contains(words, failed.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Interpreters))]
    public async Task A_product_is_measured_checked_and_told_what_ran(string variable)
    {
        var result = (await RunAsync(Engine(variable), [Product()], TimeSpan.FromSeconds(120)))["product"];
        var launch = Assert.Single(result.Launches);
        Assert.Contains("mm", launch.Backend, StringComparison.Ordinal);
        Assert.Equal(1, launch.Threads);
        Assert.InRange(launch.Check!.MaxError, 0, launch.Check.Tolerance);
    }

    [Theory]
    [MemberData(nameof(Interpreters))]
    public async Task A_network_is_measured_and_checked(string variable)
    {
        var parameters = Parameters.Of(
            ("network", "mobilenetv3-large"), ("batch", 2), ("dtype", "fp32"), ("mode", "eager"), ("threads", 1));
        var result = (await RunAsync(Engine(variable), [Workload("models", "network", parameters)], TimeSpan.FromSeconds(120)))["network"];
        var launch = Assert.Single(result.Launches);
        Assert.StartsWith("torch eager, forward under no_grad", launch.Backend, StringComparison.Ordinal);
        Assert.InRange(launch.Check!.MaxError, 0, launch.Check.Tolerance);
        Assert.NotEmpty(launch.Series["call-times"]);
        Assert.InRange(Assert.Single(launch.Series["peak-memory"]), 4 * 5_483_032, 1e9);
    }

    [Fact]
    public async Task An_interpreter_without_PyTorch_says_so_at_the_start()
    {
        var engine = PythonEngines.Define("python3", Folder, packages: null).Single(engine => engine.Name == "pytorch");
        var blocked =
            engine with
            {
                Environment = engine.Environment.Add(
                "PYTHONPATH", Broken("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')"))
            };
        var status = Assert.Single(await EngineProbe.ProbeAsync([blocked], TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Null(status.Ready);
        Assert.Contains("not installed", status.Reason, StringComparison.Ordinal);
        Assert.Contains("--python", status.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("raise RuntimeError('driver too old')", "installed but unusable: ")]
    [InlineData("import sys; sys.exit(3)", "installed but unusable: ")]
    [InlineData("import os; os.write(1, b'noise from C'); raise OSError('libcudart.so.12: cannot open shared object file')",
        "installed but unusable: ")]
    public async Task A_PyTorch_that_cannot_be_imported_is_installed_but_unusable(string code, string reason)
    {
        var engine = PythonEngines.Define("python3", Folder, packages: null).Single(engine => engine.Name == "pytorch");
        var broken = engine with { Environment = engine.Environment.Add("PYTHONPATH", Broken(code)) };
        var status = Assert.Single(await EngineProbe.ProbeAsync([broken], TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.StartsWith(reason, status.Reason, StringComparison.Ordinal);
        Assert.NotNull(status.Remedy);
    }

    private static EngineDefinition Engine(string variable) =>
        PythonEngines.Define(PythonInterpreter.Require(variable), TestEngines, packages: null).Single(engine => engine.Name == "pytorch");

    private static Workload Product() =>
        Workload("gemm", "product", Parameters.Of(("m", 64), ("n", 64), ("k", 64), ("dtype", "fp32"), ("layout", "nn"), ("threads", 1)));

    private static Workload Workload(string op, string name, Parameters parameters) => new()
    {
        Benchmark = "test",
        Name = name,
        Op = op,
        Parameters = parameters,
        Cost = new Cost(Flop: 1),
        Metrics = [new(MetricDefinitions.CallTime, MetricSource.MedianTime)],
        Suite = Suite.Quick,
    };

    private static async Task<Dictionary<string, BenchmarkResult>> RunAsync(
        EngineDefinition engine, Workload[] workloads, TimeSpan patience)
    {
        var plan = new Plan
        {
            Settings = new RunSettings { Suite = Suite.Quick, Launches = 1, Seed = 42 },
            Sampling = FakeEngine.FastSampling with { MinimumSamples = 2, MinimumWarmUpCalls = 1, SlowLimitSeconds = 600 },
            Launches = 1,
            Workloads = [.. workloads.Select(workload => new PlannedWorkload(workload, "cpu", engine))],
            Skipped = [],
            Peaks = ImmutableDictionary<string, Peaks>.Empty,
        };
        var results = new Dictionary<string, BenchmarkResult>(StringComparer.Ordinal);
        var timeouts = new EngineTimeouts { Measure = patience };
        await foreach (var happening in new Runner(plan, TimeProvider.System, timeouts)
            .RunAsync(ExampleRun.Small(1), TestContext.Current.CancellationToken))
            if (happening is WorkloadFinished finished) results[finished.Result.Workload] = finished.Result;
        return results;
    }

    private static string Broken(string code)
    {
        var folder = Directory.CreateTempSubdirectory("stackbench-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "torch.py"), code);
        return folder;
    }
}
