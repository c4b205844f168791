using System.Text.Json;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Protocol;
using StackBench.Running;
using StackBench.Running.Engines;

namespace StackBench.Tests.Worker.Vulkan;

/// <summary>Drivers that lie: <c>fake_driver.c</c> stands before lavapipe and does so in the way it is told.</summary>
public sealed class FakeDriverTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-driver-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Told_no_lie_it_is_lavapipe()
    {
        var results = await DriverRuns.RunAsync(Engine("none"), DriverRuns.Of("device-launch"));

        DriverRuns.Tell(results);
        Assert.All(results, result => Assert.True(result.Outcome is Ok, DriverRuns.Text(result)));
    }

    [Fact]
    public async Task A_driver_that_reports_success_and_writes_nothing_never_yields_a_number()
    {
        var results = await DriverRuns.RunAsync(Engine("idle"), DriverRuns.Workloads);

        DriverRuns.Tell(results);
        Assert.All(results, result => Assert.True(
            result.Outcome is Failed { Stage: FailureStage.Check } or Skipped, $"{result.Workload}: {result.Outcome}"));
        Assert.Contains(results, result => result.Outcome is Failed);
    }

    [Fact]
    public async Task A_driver_that_crashes_when_it_is_opened_costs_its_engine_and_nothing_else()
    {
        var engine = Engine("crash");
        var status = await DriverRuns.ProbeAsync(engine);
        var native = new EngineDefinition { Name = "native", Command = ["dotnet", .. engine.Command[1..^1], "native"] };
        var results = await DriverRuns.RunAsync([
            new PlannedWorkload(DriverRuns.Of("device-launch")[0], "vulkan:0", engine), new PlannedWorkload(Latency(), "cpu", native),
        ]);

        Assert.Null(status.Ready);
        Assert.Contains("SIG", status.Reason, StringComparison.Ordinal);
        Assert.Equal(FailureStage.Start, Assert.IsType<Failed>(results[0].Outcome).Stage);
        Assert.True(results[1].Outcome is Ok, DriverRuns.Text(results[1]));
    }

    [Fact]
    public async Task A_device_lost_in_mid_measure_fails_that_workload_and_the_next_one_starts_afresh()
    {
        var launches = DriverRuns.Of("device-launch");
        // Preparing it takes five submissions, and each trip one.
        var engine = Engine("lost", ("FAKE_DRIVER_AFTER", "7"), ("FAKE_DRIVER_ONCE", Path.Combine(_folder, "lost")));

        var results = await DriverRuns.RunAsync(engine, launches);

        DriverRuns.Tell(results);
        // Their order is a matter of chance.
        var failed = Assert.IsType<Failed>(Assert.Single(results, result => result.Outcome is not Ok).Outcome);
        Assert.True(failed.Stage is FailureStage.WarmUp or FailureStage.Measure, failed.Stage.ToString());
        Assert.Contains("lost", failed.Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_device_that_is_lost_while_a_result_is_checked_fails_that_workload()
    {
        var results = await DriverRuns.RunAsync(Engine("lost", ("FAKE_DRIVER_AFTER", "1")), DriverRuns.Of("device-launch"));

        Assert.All(results, result => Assert.Contains(
            "lost", Assert.IsType<Failed>(result.Outcome).Reason, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>It may still be in use, and a wait for it may never end: while its clock is tried, and with buffers and kernels.</summary>
    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("4")]
    public async Task Nothing_of_a_lost_device_is_freed_or_waited_for(string after)
    {
        var freed = Path.Combine(_folder, "freed");
        var results = await DriverRuns.RunAsync(
            Engine("lost", ("FAKE_DRIVER_AFTER", after), ("FAKE_DRIVER_FREED", freed)), DriverRuns.Of("device-launch"));

        Assert.All(results, result => Assert.IsType<Failed>(result.Outcome));
        Assert.False(File.Exists(freed));
    }

    /// <summary>As the loader says where a driver is installed and its device may not be opened.</summary>
    [Theory]
    [InlineData("closed")]
    [InlineData("unready")]
    public async Task A_driver_without_a_device_for_this_user_tells_where_to_look(string lie)
    {
        var status = await DriverRuns.ProbeAsync(Engine(lie));

        Assert.Null(status.Ready);
        Assert.StartsWith("no Vulkan driver", status.Reason, StringComparison.Ordinal);
        Assert.Contains("/dev/dri", status.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_for_transfers_alone_is_told_of_no_shaders()
    {
        var results = await DriverRuns.RunAsync(
            Engine("transfer"), DriverRuns.Workloads.Where(workload => workload.Name.Contains("at once", StringComparison.Ordinal)));

        DriverRuns.Tell(results);
        var result = Assert.Single(results);
        Assert.True(result.Outcome is Ok, DriverRuns.Text(result));
        Assert.Contains("on two queues", result.Launches[0].Backend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_result_is_a_wrong_one()
    {
        var results = await DriverRuns.RunAsync(Engine("half"), DriverRuns.Workloads.Where(workload =>
            workload.Op is "device-peak" || workload.Name.Split(' ')[0] is "copy" or "triad" or "read" or "write"));

        DriverRuns.Tell(results);
        Assert.All(results, result => Assert.True(
            result.Outcome is Failed { Stage: FailureStage.Check } or Skipped, $"{result.Workload}: {result.Outcome}"));
        Assert.Contains(results, result => result.Outcome is Failed);
    }

    /// <summary>Stamps always a millisecond apart, and stamps that stand still, whatever the work.</summary>
    [Theory]
    [InlineData("constant", "device-peak", "vector fp32")]
    [InlineData("constant", "device-memory", "copy 16 MiB")]
    [InlineData("constant", "device-memory", "triad 16 MiB")]
    [InlineData("constant", "device-latency", "read 64 KiB")]
    [InlineData("constant", "device-launch", "in a batch")]
    [InlineData("equal", "device-peak", "vector fp32")]
    [InlineData("equal", "device-memory", "copy 16 MiB")]
    [InlineData("absent", "device-memory", "copy 16 MiB")]
    public async Task A_clock_that_does_not_go_with_that_of_the_host_gives_way_to_it(string lie, string benchmark, string name)
    {
        var result = Assert.Single(await DriverRuns.RunAsync(Engine(lie), Find(benchmark, name)));

        Assert.True(result.Outcome is Ok, $"{result.Outcome}");
        Assert.Equal(SampleClock.Host, Assert.Single(result.Launches).Clock);
    }

    /// <summary>Where it is right, it is not thrown away.</summary>
    [Fact]
    public async Task A_clock_that_goes_with_that_of_the_host_is_used()
    {
        var result = Assert.Single(await DriverRuns.RunAsync(Engine("none"), Find("device-memory", "copy 16 MiB")));

        Assert.Equal(SampleClock.Device, Assert.Single(result.Launches).Clock);
    }

    /// <summary>The result of the few rounds that are checked is right.</summary>
    [Theory]
    [InlineData("vector fp32")]
    [InlineData("vector int8 dot product")]
    public async Task Work_that_stops_early_yields_no_number(string name)
    {
        var result = Assert.Single(await DriverRuns.RunAsync(Engine("short"), Find("device-peak", name)));

        var failed = Assert.IsType<Failed>(result.Outcome);
        Assert.Equal(FailureStage.Check, failed.Stage);
        Assert.Contains("twice the work", failed.Reason, StringComparison.Ordinal);
    }

    /// <summary>Fewer groups, or more rounds: what surrounds the work must not pass for work that takes no time.</summary>
    [Theory]
    [InlineData("vector fp32")]
    [InlineData("vector fp64")]
    public async Task A_GPU_as_slow_as_a_CPU_is_measured_too(string name)
    {
        // A GPU does nothing else meanwhile; this one shares its cores with whatever runs on them.
        Outcome? outcome = null;
        for (var attempt = 0; attempt < 3 && outcome is not Ok; attempt++)
            outcome = Assert.Single(await DriverRuns.RunAsync(Engine("gpu"), Find("device-peak", name))).Outcome;

        Assert.True(outcome is Ok, $"{outcome}");
    }

    /// <summary>Of the only queue; and of both, where the second one cannot be made.</summary>
    [Theory]
    [InlineData("none", "0", 1)]
    [InlineData("transfer", "1", 2)]
    public async Task What_queues_were_made_of_is_freed_when_one_cannot_be_completed(string lie, string fences, int pools)
    {
        var freed = Path.Combine(_folder, "freed");
        var result = Assert.Single(await DriverRuns.RunAsync(
            Engine(lie, ("FAKE_DRIVER_FREED", freed), ("FAKE_DRIVER_FENCES", fences)), Find("device-launch", "in a batch")));

        Assert.Contains("memory", Assert.IsType<Skipped>(result.Outcome).Reason, StringComparison.Ordinal);
        Assert.Equal(new string('p', pools), await File.ReadAllTextAsync(freed, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task As_many_dispatches_are_executed_as_are_timed()
    {
        foreach (var iterations in (int[])[10, 1000, 5000])
            Assert.Equal(iterations, (await RecordedAsync("none", "in a batch", iterations)).Count(letter => letter == 'd'));
    }

    /// <summary>Dispatches d, copies c, and barriers b between calls and at the end: no call overlaps another.</summary>
    [Theory]
    [InlineData("none", "in a batch", "dbdbdb")]
    [InlineData("none", "copy 16 MiB", "dbdbdb")]
    [InlineData("none", "h2d pinned 16 MiB", "cbcbcb")]
    [InlineData("none", "d2h pageable 16 MiB", "cbcbcb")]
    [InlineData("none", "h2d and d2h at once, pinned 16 MiB", "ccbccbccb")]
    [InlineData("transfer", "h2d and d2h at once, pinned 16 MiB", "cbcbcbcbcbcb")]
    public async Task Three_calls_are_three_one_after_the_other(string lie, string name, string expected) =>
        Assert.Equal(expected, await RecordedAsync(lie, name, 3));

    [Fact]
    public async Task A_second_queue_that_does_nothing_yields_no_number()
    {
        var result = Assert.Single(await DriverRuns.RunAsync(
            Engine("deaf"), DriverRuns.Workloads.Where(workload => workload.Name.Contains("at once", StringComparison.Ordinal))));

        var failed = Assert.IsType<Failed>(result.Outcome);
        Assert.Equal(FailureStage.Check, failed.Stage);
        Assert.StartsWith("d2h: ", failed.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("full", "copy 16 MiB", "2 x 16 MiB of device memory are needed and 0 MiB are free")]
    [InlineData("full", "h2d pinned 16 MiB", "16 MiB of pinned memory are needed and 0 MiB are free")]
    [InlineData("small", "h2d pinned 16 MiB", "the driver allows buffers of 1 MiB at most, not of 16 MiB")]
    public async Task What_does_not_fit_into_the_memory_is_not_tried(string lie, string name, string reason)
    {
        var result = Assert.Single(await DriverRuns.RunAsync(Engine(lie), Find("device-memory", name)));

        Assert.Equal(reason, Assert.IsType<Skipped>(result.Outcome).Reason);
    }

    [Fact]
    public async Task One_card_with_two_drivers_is_one_device_and_comes_before_a_driver_on_the_cpu()
    {
        var second = Manifest("second");
        var status = await DriverRuns.ProbeAsync(
            Engine("gpu", ("VK_DRIVER_FILES", $"{GpuRoot.Manifest("lvp")}:{Manifest("first")}:{second}")));

        Assert.Equal(
            [("vulkan:0", "vulkan", "0000:0c:00.0"), ("vulkan:1", WorkerDevice.CpuDriver, null)],
            status.Ready!.Devices.Select(device => (device.Id, device.Kind, device.Pci)));
    }

    /// <summary>What is recorded for a sample of so many calls.</summary>
    private async Task<string> RecordedAsync(string lie, string name, long iterations)
    {
        var (record, cancellation) = (Path.Combine(_folder, $"{iterations}"), TestContext.Current.CancellationToken);
        await using var session = await EngineSession.StartAsync(
            Engine(lie, ("FAKE_DRIVER_COUNT", record)), TimeProvider.System, cancellation);
        var workload = DriverRuns.Workloads.Single(workload => workload.Name == name);
        var prepared = Assert.IsType<Prepared>(await session.PrepareAsync(workload, "vulkan:0", 1, cancellation));
        var before = (int)new FileInfo(record).Length;
        await session.MeasureAsync(prepared.Id, iterations, 1, 1, FailureStage.Measure, cancellation);
        return (await File.ReadAllTextAsync(record, cancellation))[before..];
    }

    private static Workload Find(string benchmark, string name) =>
        DriverRuns.Of(benchmark).Single(workload => workload.Name == name);

    private static Workload Latency() => new()
    {
        Benchmark = "memory-bandwidth",
        Name = "latency",
        Op = "memory-latency",
        Parameters = Parameters.Of(("bytes", 65536), ("steps", 1000)),
        Cost = new Cost(Steps: 1000),
        Metrics = [WorkloadMetric.CallTime],
        Suite = Suite.Quick,
    };

    private EngineDefinition Engine(string lie, params ReadOnlySpan<(string Name, string Value)> environment) => GpuRoot.Engine("lavapipe",
        [("FAKE_DRIVER", lie), ("FAKE_DRIVER_REAL", GpuRoot.Lavapipe), ("VK_DRIVER_FILES", Manifest("fake")), .. environment]);

    // Each a library of its own: the loader does not open one twice.
    private string Manifest(string name)
    {
        var (library, manifest) = (Path.Combine(_folder, $"lib{name}.so"), Path.Combine(_folder, $"{name}.json"));
        if (File.Exists(manifest)) return manifest;
        GpuRoot.Compile(Path.Combine(AppContext.BaseDirectory, "Worker", "Vulkan", "fake_driver.c"), library, "-shared", "-fPIC", "-ldl");
        File.WriteAllText(manifest, JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["file_format_version"] = "1.0.1",
            ["ICD"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["library_path"] = library, ["api_version"] = "1.3.0" },
        }));
        return manifest;
    }
}
