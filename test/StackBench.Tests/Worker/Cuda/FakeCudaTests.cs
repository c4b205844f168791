using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Protocol;
using StackBench.Running.Engines;
using StackBench.Tests.Worker.Vulkan;

namespace StackBench.Tests.Worker.Cuda;

/// <summary>A driver that computes on the CPU what it is asked by name, and one that lies.</summary>
public sealed class FakeCudaTests(FakeCuda cuda) : IClassFixture<FakeCuda>
{
    private static readonly string[] Few =
        ["vector fp32", "matrix fp16, fp32 sums", "copy 16 MiB", "latency 16 KiB", "read 64 KiB", "in a batch", "in a graph"];

    [Fact]
    public async Task Told_no_lie_every_workload_is_right()
    {
        var results = await FakeCuda.RunAsync(cuda.Engine("none"), FakeCuda.Workloads.Where(workload =>
            workload.Benchmark is "device-peak" or "device-launch" || workload.Name is "copy 16 MiB" or "triad 16 MiB" or "latency 16 KiB"
                or "read 4 MiB" or "d2h pageable 16 MiB" || workload.Name.Contains("at once", StringComparison.Ordinal)));

        DriverRuns.Tell(results);
        Assert.All(results, result =>
        {
            Assert.True(result.Outcome is Ok, $"{result.Workload}: {result.Outcome}");
            Assert.StartsWith("Imaginary H100 0 (CUDA 12.4)", result.Launches[0].Backend, StringComparison.Ordinal);
            Assert.NotNull(result.Launches[0].Check);
        });
        string Backend(string name) => results.Single(result => result.Workload == name).Launches[0].Backend!;
        // A fake that is paid by rounds makes the larger instruction the faster one.
        Assert.Contains("wgmma m64n64k16, subgroup 32, 4 a group", Backend("matrix fp16, fp32 sums"), StringComparison.Ordinal);
        Assert.Contains("mma m8n8k4", Backend("matrix fp64, fp64 sums"), StringComparison.Ordinal);
        Assert.Contains("2 copy engines", Backend("h2d and d2h at once, pinned 16 MiB"), StringComparison.Ordinal);
        Assert.Equal(SampleClock.Device, results.Single(result => result.Workload == "copy 16 MiB").Launches[0].Clock);
    }

    [Theory]
    [InlineData("idle")]
    [InlineData("half")]
    public async Task What_is_not_done_yields_no_number(string lie)
    {
        string[] names = lie == "half" ? ["vector fp32", "triad 16 MiB", "write 16 MiB"] : [.. Few, "h2d pinned 16 MiB"];
        var results = await FakeCuda.RunAsync(cuda.Engine(lie), names.Select(FakeCuda.Named));

        DriverRuns.Tell(results);
        Assert.All(results, result => Assert.Equal(
            FailureStage.Check, Assert.IsType<Failed>(result.Outcome).Stage));
    }

    [Theory]
    [InlineData("short", "vector fp32", "twice the work")]
    [InlineData("short", "matrix int8, int32 sums", "twice the work")]
    [InlineData("deaf", "h2d and d2h at once, pinned 16 MiB", "d2h: ")]
    public async Task Work_that_ends_early_yields_no_number(string lie, string name, string reason)
    {
        var failed = Assert.IsType<Failed>(
            Assert.Single(await FakeCuda.RunAsync(cuda.Engine(lie), FakeCuda.Named(name))).Outcome);

        Assert.Equal(FailureStage.Check, failed.Stage);
        Assert.Contains(reason, failed.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("constant")]
    [InlineData("equal")]
    public async Task A_clock_that_does_not_go_with_that_of_the_host_gives_way_to_it(string lie)
    {
        var result = Assert.Single(await FakeCuda.RunAsync(cuda.Engine(lie), FakeCuda.Named("copy 16 MiB")));

        Assert.True(result.Outcome is Ok, $"{result.Outcome}");
        Assert.Equal(SampleClock.Host, Assert.Single(result.Launches).Clock);
    }

    [Fact]
    public async Task A_text_that_the_driver_finds_wrong_is_an_error_with_the_words_of_the_driver()
    {
        var results = await FakeCuda.RunAsync(cuda.Engine("jit"), Few.Select(FakeCuda.Named));

        Assert.All(results, result => Assert.Contains(
            "the driver cannot assemble the kernel empty: CUDA_ERROR_INVALID_PTX (218): ptxas application ptx input, line 7; error : "
                + "Arguments mismatch for instruction 'mma'",
            Assert.IsType<Failed>(result.Outcome).Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_lost_device_fails_its_workload_and_nothing_of_it_is_freed_or_waited_for(int after)
    {
        var freed = cuda.NewFile();
        var results = await FakeCuda.RunAsync(
            cuda.Engine("lost", ("FAKE_CUDA_AFTER", $"{after}"), ("FAKE_CUDA_FREED", freed)),
            FakeCuda.Named("in a batch"), FakeCuda.Named("round trip"));

        // Both: each had a process of its own.
        Assert.All(results, result => Assert.Contains(
            "CUDA_ERROR_ILLEGAL_ADDRESS (700)", Assert.IsType<Failed>(result.Outcome).Reason, StringComparison.Ordinal));
        Assert.False(File.Exists(freed));
    }

    [Theory]
    [InlineData("old", null, "the driver supports CUDA 10.2; this engine needs CUDA 11.0")]
    [InlineData("none", "cuInit 100", "NVIDIA's driver finds no GPU (CUDA_ERROR_NO_DEVICE (100))")]
    [InlineData("none", "cuInit 802", "NVIDIA's driver does not start (CUDA_ERROR_SYSTEM_NOT_READY (802))")]
    [InlineData("none", "cuInit 999", "NVIDIA's driver does not start (CUDA error (999))")]
    [InlineData("crash", null, "SIG")]
    public async Task A_driver_that_does_not_start_costs_its_engine_alone(string lie, string? told, string reason)
    {
        var control = cuda.NewFile();
        await File.WriteAllTextAsync(control, $"{told}\0", TestContext.Current.CancellationToken);
        var status = await DriverRuns.ProbeAsync(cuda.Engine(lie, ("FAKE_CUDA_CONTROL", control)));

        Assert.Null(status.Ready);
        Assert.Contains(reason, status.Reason, StringComparison.Ordinal);
        if (lie != "crash") Assert.NotNull(status.Remedy);
    }

    [Fact]
    public async Task Devices_have_addresses_and_the_UUIDs_of_their_slices()
    {
        var status = await DriverRuns.ProbeAsync(cuda.Engine("none", ("FAKE_CUDA_DEVICES", "2")));

        Assert.Equal(
            [
                new WorkerDevice("cuda:0", "cuda", "Imaginary H100 0", "0000:ab:00.0", Uuid("20"), 1L << 30),
                new WorkerDevice("cuda:1", "cuda", "Imaginary H100 1", "0000:ac:00.0", Uuid("21"), 1L << 30),
            ],
            status.Ready!.Devices);

        static string Uuid(string digits) => string.Concat(Enumerable.Repeat(digits, 16));
    }

    /// <summary>Launches l, copies c, and an event e before the first and behind the last; a graph is launched once before, and kept for
    /// the sample after. A round trip has no events, whose time would be counted with it.</summary>
    [Theory]
    [InlineData("in a batch", "elllle")]
    [InlineData("in a graph", "elllleelllleelllle", 2)]
    [InlineData("round trip", "llll")]
    [InlineData("h2d pinned 16 MiB", "ecccce")]
    [InlineData("h2d and d2h at once, pinned 16 MiB", "cccccccc")]
    public async Task Four_calls_are_four(string name, string expected, int samples = 1)
    {
        var (record, cancellation) = (cuda.NewFile(), TestContext.Current.CancellationToken);
        await using var session = await EngineSession.StartAsync(
            cuda.Engine("none", ("FAKE_CUDA_COUNT", record)), TimeProvider.System, cancellation);
        var prepared = Assert.IsType<Prepared>(
            await session.PrepareAsync(FakeCuda.Named(name), FakeCuda.Device, 1, cancellation));
        var before = (int)new FileInfo(record).Length;
        await session.MeasureAsync(prepared.Id, 4, samples, 1, FailureStage.Measure, cancellation);

        Assert.Equal(expected, (await File.ReadAllTextAsync(record, cancellation))[before..]);
    }

    /// <summary>One way and both at once, with and without access to each other's memory, and where nothing arrives.</summary>
    /// <param name="expected">End of the backend; null where the check fails, in brackets why there is no number.</param>
    /// <param name="kept">Accesses that were made and ended.</param>
    [Theory]
    [InlineData("none", "p2p", "to Imaginary H100 1, peer access", "+-")]
    [InlineData("none", "p2p-both", "to Imaginary H100 1, peer access", "++--")]
    [InlineData("apart", "p2p", "(Imaginary H100 0 cannot reach the memory of Imaginary H100 1)", "")]
    [InlineData("oneway", "p2p", "to Imaginary H100 1, peer access", "+-")]
    [InlineData("oneway", "p2p-both", "(Imaginary H100 1 cannot reach the memory of Imaginary H100 0)", "+-")]
    [InlineData("mute", "p2p", null, "+-")]
    [InlineData("mute", "p2p-both", null, "++--")]
    public async Task Devices_copy_to_each_other(string lie, string kind, string? expected, string kept)
    {
        var record = cuda.NewFile();
        await File.WriteAllTextAsync(record, "", TestContext.Current.CancellationToken);
        var workload = FakeCuda.Named("copy 16 MiB") with
        {
            Name = kind,
            Parameters = Parameters.Of(("kind", kind), ("bytes", 1 << 20), ("peer", "cuda:1")),
        };
        var result = Assert.Single(await FakeCuda.RunAsync(cuda.Engine(
            lie, ("FAKE_CUDA_DEVICES", "2"), ("FAKE_CUDA_KEPT", record)), workload));

        Assert.Equal(kept, await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken));
        if (expected is null)
        {
            Assert.Equal(FailureStage.Check, Assert.IsType<Failed>(result.Outcome).Stage);
            return;
        }

        if (expected.StartsWith('('))
        {
            Assert.Equal(
                $"{expected[1..^1]}: a copy would go through the host", Assert.IsType<Skipped>(result.Outcome).Reason);
            return;
        }

        Assert.True(result.Outcome is Ok, $"{result.Outcome}");
        Assert.EndsWith(expected, result.Launches[0].Backend, StringComparison.Ordinal);
        Assert.Equal(kind == "p2p" ? SampleClock.Device : SampleClock.Host, result.Launches[0].Clock);
    }
}
