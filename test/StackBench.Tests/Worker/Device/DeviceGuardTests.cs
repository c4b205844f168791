using StackBench.Core.Workloads;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Tests.Worker.Device;

/// <summary>What keeps a false number from a device before anything is timed.</summary>
public sealed class DeviceGuardTests
{
    public static TheoryData<string, bool, bool> Workloads =>
    [
        .. from workload in DeviceWorkloads.All()
           from doesCopy in (bool[])[false, true]
           from isCpu in (bool[])[false, true]
           where !doesCopy || workload.Op != "memory" || !IsTransfer(workload)
           select (workload.Benchmark + ": " + workload.Name, doesCopy, isCpu),
    ];

    /// <summary>Even where its copies work, so that what was uploaded comes back.</summary>
    [Theory]
    [MemberData(nameof(Workloads))]
    public void A_driver_that_does_nothing_yields_no_number(string name, bool doesCopy, bool isCpu)
    {
        var workload = DeviceWorkloads.All().Single(workload => workload.Benchmark + ": " + workload.Name == name);
        var facts = isCpu
            ? DeviceWorkloads.Facts
            : DeviceWorkloads.Facts with { IsCpuDriver = false, ComputeUnits = 4, SubgroupSizes = [32, 64] };
        var device = new StubDevice((_, calls) => 1e-3 * calls) { Facts = facts, DoesCopy = doesCopy };
        var error = Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(DeviceWorkloads.Request(workload), device));
        // By the result: the time, which tells too, is a second guard.
        Assert.DoesNotContain("twice the work", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Of the other sizes; where it compiles none, its own words say so.</summary>
    [Theory]
    [InlineData(32, typeof(CheckFailedException))]
    [InlineData(0, typeof(UnsupportedException))]
    public void A_kernel_that_does_not_compile_leaves_the_others(int compiled, Type expected)
    {
        var device = new StubDevice((_, calls) => 1e-3 * calls)
        {
            Facts = DeviceWorkloads.Facts with { SubgroupSizes = [16, 32, 64] },
            DoesCopy = true,
            Compiles = size => size == compiled && compiled > 0,
        };
        var peak = DeviceWorkloads.Named("vector fp32");
        var error = Record.Exception(() => DeviceOperations.Prepare(DeviceWorkloads.Request(peak), device));
        Assert.IsType(expected, error);
        Assert.Equal([16, 32, 64, 0], device.Asked);
    }

    /// <summary>A queue that does nothing would pass for one that takes no time, though each copy alone works.</summary>
    [Theory]
    [InlineData(0, "h2d: ")]
    [InlineData(1, "d2h: ")]
    public void Copies_at_once_are_checked_at_once(int dropped, string reason)
    {
        var device = new StubDevice((_, calls) => 1e-3 * calls) { Facts = DeviceWorkloads.Facts, DoesCopy = true };
        var both = DeviceWorkloads.All().Single(workload => workload.Name.Contains("at once", StringComparison.Ordinal));
        // Afterwards the memory holds what is right.
        DeviceOperations.Prepare(DeviceWorkloads.Request(both), device).Dispose();
        device.Dropped = dropped;
        var error = Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(DeviceWorkloads.Request(both), device));
        Assert.StartsWith(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("copy 16 MiB", true)]
    [InlineData("d2h pinned 16 MiB", false)]
    [InlineData("d2h pageable 16 MiB", false)]
    [InlineData("h2d pinned 16 MiB", false)]
    public void Memory_that_holds_the_right_result_from_before_is_no_result(string name, bool doesCopy)
    {
        var workload = DeviceWorkloads.Named(name);
        var device = new StubDevice((_, calls) => 1e-3 * calls) { Facts = DeviceWorkloads.Facts, DoesCopy = true, Executed = 100 };
        DeviceOperations.Prepare(DeviceWorkloads.Request(workload), device).Dispose();
        (device.DoesCopy, device.Executed) = (doesCopy, 0);
        Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(DeviceWorkloads.Request(workload), device));
    }

    /// <summary>The first call, whose time is not known, is split otherwise than those that are timed.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(32, false)]
    public void The_dispatches_that_are_timed_are_those_that_are_checked(int mostGroups, bool isWrong)
    {
        var device = new StubDevice((_, calls) => 1e-5 * calls)
        {
            Facts = DeviceWorkloads.Facts,
            DoesCopy = true,
            Executed = 100,
            Executes = dispatch => dispatch.Groups <= mostGroups,
        };
        var read = DeviceWorkloads.Request(DeviceWorkloads.All().First(workload => workload.Op == CacheOperation.Op));
        var error = Record.Exception(() => DeviceOperations.Prepare(read, device));
        Assert.Equal(isWrong ? typeof(CheckFailedException) : null, error?.GetType());
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(99, "99 of 100 dispatches were executed")]
    [InlineData(1, "1 of 100 dispatches were executed")]
    [InlineData(0, "none of 100 dispatches was executed")]
    public void Dispatches_are_counted_before_they_are_timed(int executed, string? reason)
    {
        var device = new StubDevice((_, calls) => 1e-5 * calls)
        {
            Facts = DeviceWorkloads.Facts,
            DoesCopy = executed > 0,
            Executed = executed,
        };
        var error = Record.Exception(
            () => DeviceOperations.Prepare(DeviceWorkloads.Request(DeviceWorkloads.Named("in a batch")), device));
        Assert.Equal(reason, error?.Message);
    }

    /// <summary>A GPU answers a load in 5 ns at the soonest, a core of a CPU in 0.3 ns.</summary>
    [Theory]
    [InlineData(true, 2.9e-10, false)]
    [InlineData(true, 3.1e-10, true)]
    [InlineData(false, 4.9e-9, false)]
    [InlineData(false, 5.1e-9, true)]
    public async Task A_load_faster_than_any_is_no_number(bool isCpu, double secondsPerHop, bool isPlausible)
    {
        var chase = DeviceWorkloads.Named("latency 16 KiB");
        var device = new StubDevice((_, calls) => calls * chase.Cost.Steps * secondsPerHop)
        {
            Facts = DeviceWorkloads.Facts with { IsCpuDriver = isCpu },
            DoesCopy = true,
            Executed = 100,
        };
        await MeasuredAsync(chase, device, isPlausible, "for a chase that takes");
    }

    /// <summary>Lines in a row would be fetched before they are asked for.</summary>
    [Fact]
    public void A_chase_comes_by_every_line_and_rarely_by_the_next()
    {
        var device = new StubDevice((_, calls) => 1e-3 * calls) { Facts = DeviceWorkloads.Facts, DoesCopy = true, Executed = 100 };
        DeviceOperations.Prepare(DeviceWorkloads.Request(DeviceWorkloads.Named("latency 16 KiB")), device).Dispose();
        const int lines = (16 << 10) / ChaseOperation.LineBytes;
        var visited = device.Visited.Take(lines).Select(place => place / (ChaseOperation.LineBytes / sizeof(uint))).ToArray();
        Assert.Equal(lines, visited.Distinct().Count());
        Assert.InRange(visited.Zip(visited.Skip(1)).Count(pair => Math.Abs((long)pair.First - pair.Second) == 1), 0, lines / 10);
    }

    /// <summary>Of the host's clock, which is ahead of the device's by a tenth, for a way there and back.</summary>
    [Theory]
    [InlineData("in a batch", 2.9e-7, false)]
    [InlineData("in a batch", 3.1e-7, true)]
    [InlineData("round trip", 2.6e-7, false)]
    [InlineData("round trip", 2.8e-7, true)]
    public async Task A_launch_faster_than_any_is_no_number(string name, double seconds, bool isPlausible)
    {
        var device = new StubDevice((_, calls) => calls * seconds) { Facts = DeviceWorkloads.Facts, DoesCopy = true, Executed = 100 };
        await MeasuredAsync(DeviceWorkloads.Named(name), device, isPlausible, "for a launch");
    }

    /// <summary>A product in a tile that the driver does not list may be anything.</summary>
    [Fact]
    public void Only_listed_tiles_are_multiplied()
    {
        var listed = new MatrixTile(MatrixElement.Fp16, MatrixElement.Fp32, 8, 8, 16);
        var device = new StubDevice((_, calls) => 1e-3 * calls)
        {
            Facts = DeviceWorkloads.Facts with { Tiles = [listed, listed with { Sum = MatrixElement.Fp16, M = 16 }] },
            DoesCopy = true,
        };
        var products = DeviceWorkloads.Request(DeviceWorkloads.Named("matrix fp16, fp32 sums"));
        Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(products, device));
        Assert.Equal(["matrix-fp16-fp32-8x8x16-8x1", "matrix-fp16-fp32-8x8x16-8x2", "matrix-fp16-fp32-8x8x16-8x4"], device.Built);
        foreach (var name in (string[])["matrix bf16, fp32 sums", "matrix fp8, fp32 sums", "matrix int8, int32 sums"])
            Assert.Throws<UnsupportedException>(
                () => DeviceOperations.Prepare(DeviceWorkloads.Request(DeviceWorkloads.Named(name)), device));
        Assert.Equal(3, device.Built.Count);
    }

    [Theory]
    [InlineData("copy 16 MiB", 2)]
    [InlineData("triad 16 MiB", 3)]
    [InlineData("write 16 MiB", 1)]
    public void Arrays_must_fit_into_what_is_free(string name, int arrays)
    {
        var device = new StubDevice((_, calls) => 1e-3 * calls) { Facts = DeviceWorkloads.Facts, FreeBytes = (arrays << 24) - 1 };
        var error = Assert.Throws<UnsupportedException>(
            () => DeviceOperations.Prepare(DeviceWorkloads.Request(DeviceWorkloads.Named(name)), device));
        Assert.StartsWith($"{arrays} x 16 MiB of device memory are needed", error.Message, StringComparison.Ordinal);
        Assert.Empty(device.Built);
    }

    private static async Task MeasuredAsync(Workload workload, StubDevice device, bool isPlausible, string reason)
    {
        using var operation = DeviceOperations.Prepare(DeviceWorkloads.Request(workload), device);
        var error = await Record.ExceptionAsync(() => operation.MeasureAsync(10, 3, TestContext.Current.CancellationToken));
        if (isPlausible) Assert.Null(error);
        else Assert.Contains(reason, Assert.IsType<CheckFailedException>(error).Message, StringComparison.Ordinal);
    }

    private static bool IsTransfer(Workload workload) => workload.Parameters["kind"].Text is "h2d" or "d2h" or "both";
}
