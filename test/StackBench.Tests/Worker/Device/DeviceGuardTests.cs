using System.Text.Json;
using StackBench.Core.Json;
using StackBench.Core.Workloads;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Worker.Device;

/// <summary>What keeps a false number from a device: the checks before anything is timed, and what times must be like.</summary>
public sealed class DeviceGuardTests
{
    private static readonly MatrixTile Tile = new(MatrixElement.Fp16, MatrixElement.Fp32, 16, 16, 16);

    private static readonly DeviceFacts Facts = new()
    {
        Name = "stub",
        Driver = "none",
        IsCpuDriver = true,
        DefaultSubgroupSize = 8,
        HasFp16 = true,
        HasFp64 = true,
        HasDotProduct = true,
        Tiles =
        [
            Tile, Tile with { Sum = MatrixElement.Fp16 }, Tile with { Factor = MatrixElement.Bf16 },
            Tile with { Factor = MatrixElement.Fp8 },
            Tile with { Factor = MatrixElement.Int8, Sum = MatrixElement.Int32 },
        ],
    };

    public static TheoryData<string, bool, bool> Workloads =>
    [
        .. from workload in All()
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
        var workload = All().Single(workload => workload.Benchmark + ": " + workload.Name == name);
        var facts = isCpu ? Facts : Facts with { IsCpuDriver = false, ComputeUnits = 4, SubgroupSizes = [32, 64] };
        var device = new StubDevice((_, calls) => 1e-3 * calls) { Facts = facts, DoesCopy = doesCopy };
        Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(Request(workload), device));
    }

    [Fact]
    public void Twice_the_rounds_take_twice_the_time()
    {
        var honest = new StubDevice((call, calls) => calls * (1e-5 + (1e-6 * Rounds(call))));
        StackBench.Worker.Device.Rounds.Of(honest, new StubRounds()).RequireProportionalTime(honest);
    }

    /// <summary>Few rounds take no longer than twice as many where the way to a busy device takes most of the time.</summary>
    [Theory]
    [InlineData(true, 3e-3, 2e-6)]
    [InlineData(true, 2e-2, 2e-6)]
    [InlineData(false, 3e-3, 1e-5)]
    public void More_rounds_are_tried_before_work_is_said_not_to_take_its_time(bool isCpu, double wait, double secondsPerRound)
    {
        var device = new StubDevice((call, calls) => calls * Math.Max(wait, secondsPerRound * Rounds(call)))
        {
            Facts = Facts with { IsCpuDriver = isCpu },
        };
        var rounds = StackBench.Worker.Device.Rounds.Of(device, new StubRounds());
        Assert.Equal(1, rounds.Count);
        var more = rounds.RequireProportionalTime(device);
        Assert.True(more.Count * secondsPerRound > wait / 2, $"{more.Count} rounds");
    }

    /// <summary>Of 30 dispatches 29 are held up by up to twenty times what they take.</summary>
    [Fact]
    public void One_quiet_moment_is_enough()
    {
        var random = new Random(1);
        var device = new StubDevice((call, calls) =>
            calls * 5e-6 * Rounds(call) * (random.Next(30) == 0 ? 1 : 1 + (20 * random.NextDouble())))
        { Facts = Facts };
        StackBench.Worker.Device.Rounds.Of(device, new StubRounds()).RequireProportionalTime(device);
    }

    /// <summary>Of dispatches that all take the same, some are held up to twice of it.</summary>
    [Fact]
    public void Noise_does_not_pass_for_work()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var device = new StubDevice((_, calls) => calls * 3e-3 * (random.Next(3) > 0 ? 1 : 2)) { Facts = Facts };
            var rounds = StackBench.Worker.Device.Rounds.Of(device, new StubRounds());
            Assert.Throws<CheckFailedException>(() => rounds.RequireProportionalTime(device));
        }
    }

    /// <summary>Where a round of all groups takes milliseconds, what a group does beside it would count.</summary>
    [Theory]
    [InlineData(1.0, 512)]
    [InlineData(2e-4, 64)]
    [InlineData(1e-9, 32)]
    public void A_slow_device_is_given_fewer_groups(double rate, int expected)
    {
        List<int> groups = [];
        var device = new StubDevice((call, calls) =>
        {
            groups.Add(call[0].Groups);
            return calls * call[0].Groups * 1e-9 / rate;
        })
        { Facts = Facts with { IsCpuDriver = false, ComputeUnits = 8 }, DoesCopy = true };
        var peak = All().Single(workload => workload.Name == "vector fp32");
        Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(Request(peak), device));
        Assert.Equal(8 * 64, groups[0]);
        Assert.Equal(expected, groups[^1]);
    }

    /// <summary>By its own words twice the time; or always the same, near the truth for many dispatches, or for few.</summary>
    [Theory]
    [InlineData(1.0, 0.0, true)]
    [InlineData(0.95, 1e-5, true)]
    [InlineData(0.5, 0.0, false)]
    [InlineData(0.0, 1e-3, false)]
    [InlineData(0.0, 9.9e-3, false)]
    [InlineData(0.0, 1e-2, false)]
    public void A_clock_is_believed_that_goes_with_the_hosts(double share, double constant, bool isCredible)
    {
        var host = 0.0;
        var device = new StubDevice((_, calls) => host = calls * 1e-5)
        {
            Clock = _ => (share * host) + constant is var seconds && seconds <= host * 1.02 ? seconds : null,
        };
        Assert.Equal(isCredible, ClockTrial.IsCredible(device));
    }

    /// <summary>While others hold the host up most of the time.</summary>
    [Fact]
    public void A_right_clock_is_believed_on_a_busy_machine()
    {
        var (random, work) = (new Random(1), 0.0);
        var device = new StubDevice((_, calls) => (work = calls * 1e-5) * (random.Next(4) == 0 ? 1 : 3)) { Clock = _ => work };
        Assert.True(ClockTrial.IsCredible(device));
    }

    /// <summary>Work that is folded to a constant, and a device that does none, take the same time whatever is asked for.</summary>
    [Theory]
    [InlineData(0.0, false)]
    [InlineData(4e-9, false)]
    [InlineData(0.0, true)]
    [InlineData(1e-9, true)]
    public void What_does_not_take_its_time_is_not_measured(double secondsPerRound, bool isCpu)
    {
        var device = new StubDevice((call, calls) => calls * (1e-4 + (secondsPerRound * Rounds(call))))
        {
            Facts = Facts with { IsCpuDriver = isCpu },
        };
        var rounds = StackBench.Worker.Device.Rounds.Of(device, new StubRounds());
        Assert.Contains("twice the work", Assert.Throws<CheckFailedException>(() => rounds.RequireProportionalTime(device)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rounds_grow_from_one_and_stay_within_what_drivers_allow()
    {
        List<int> seen = [];
        var device = new StubDevice((call, calls) =>
        {
            seen.Add(Rounds(call));
            return calls * 1e-9 * Rounds(call);
        });
        var rounds = StackBench.Worker.Device.Rounds.Of(device, new StubRounds());
        Assert.Equal(1, seen[0]);
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.True(pair.Second <= 4 * pair.First));
        Assert.InRange(2 * rounds.Count, 2, 65_535);
    }

    /// <summary>Of the work asked for, whatever the dispatches it is cut into: none is left out and none is counted twice.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void The_time_of_a_call_is_that_of_its_work(long calls)
    {
        const double secondsPerRound = 1e-6, work = 12_345;
        var device = new StubDevice((call, count) => count * secondsPerRound * Rounds(call));
        var kernel = new StubRounds();
        var timing = StackBench.Worker.Device.Rounds.Of(device, kernel).Sample(device, work, calls);
        Assert.Equal(work / kernel.WorkPerRound * secondsPerRound, timing.Seconds, 12);
    }

    [Theory]
    [InlineData(1e-6, 5000)]
    [InlineData(0.03, 10)]
    [InlineData(2.0, 3)]
    public void No_submission_lasts_longer_than_a_tenth_of_a_second_unless_one_call_does(double callSeconds, long calls)
    {
        List<int> submitted = [];
        var timing = Submissions.Run(calls, callSeconds, count =>
        {
            submitted.Add(count);
            return new Timing(count * callSeconds, count * callSeconds);
        });
        Assert.Equal(calls, submitted.Sum());
        Assert.All(submitted, count => Assert.True(count == 1 || count * callSeconds <= 0.1 * 1.0001));
        Assert.Equal(callSeconds, timing.Seconds, 12);
    }

    /// <summary>Nor does a call longer than that, where it has several dispatches.</summary>
    [Theory]
    [InlineData(1e-3, 5, new[] { 8, 8, 8, 8, 8 })]
    [InlineData(0.02, 2, new[] { 5, 3, 5, 3 })]
    [InlineData(0.5, 1, new[] { 1, 1, 1, 1, 1, 1, 1, 1 })]
    public void A_long_call_is_spread_over_submissions(double dispatchSeconds, long calls, int[] expected)
    {
        List<int> dispatches = [];
        var device = new StubDevice((call, count) =>
        {
            dispatches.AddRange(Enumerable.Repeat(call.Count, count));
            return call.Count * count * dispatchSeconds;
        });
        Dispatch[] call = [.. Enumerable.Range(0, 8).Select(_ => new Dispatch(null!, [], 1))];
        var timing = Submissions.Run(device, call, calls, call.Length * dispatchSeconds);
        Assert.Equal(expected, dispatches);
        Assert.Equal(8 * dispatchSeconds, timing.Seconds, 12);
    }

    /// <summary>All groups, each at its own start, in dispatches of 20 ms at most; the first call, of unknown length, in many.</summary>
    [Theory]
    [InlineData(1e-4, new[] { 0 })]
    [InlineData(2e-3, new[] { 0, 8, 16, 24 })]
    public void A_long_dispatch_is_split(double secondsPerGroup, int[] starts)
    {
        List<Dispatch> seen = [];
        var device = new StubDevice((call, calls) =>
        {
            seen.AddRange(call);
            return calls * secondsPerGroup * call.Sum(dispatch => dispatch.Groups);
        })
        { Facts = Facts, DoesCopy = true };
        var read = All().First(workload => workload.Op == CacheOperation.Op);
        Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(Request(read), device));
        Assert.Equal(Enumerable.Range(0, 32), seen.Take(32).Select(First));
        Assert.Equal(starts, seen.Skip(32).Select(First));
        Assert.Equal(32, seen.Skip(32).Sum(dispatch => dispatch.Groups));
        Assert.All(seen, dispatch => Assert.Equal(
            Output(seen[0]) + (ulong)(First(dispatch) * CopyKernel.GroupSize * CopyKernel.VectorBytes), Output(dispatch)));

        static ulong Output(Dispatch dispatch) => BitConverter.ToUInt64(dispatch.Arguments, sizeof(ulong));

        static int First(Dispatch dispatch) => BitConverter.ToInt32(dispatch.Arguments, 5 * sizeof(ulong));
    }

    /// <summary>Of the other sizes; where it compiles none, its own words say so.</summary>
    [Theory]
    [InlineData(32, typeof(CheckFailedException))]
    [InlineData(0, typeof(UnsupportedException))]
    public void A_kernel_that_does_not_compile_leaves_the_others(int compiled, Type expected)
    {
        var device = new StubDevice((_, calls) => 1e-3 * calls)
        {
            Facts = Facts with { SubgroupSizes = [16, 32, 64] },
            DoesCopy = true,
            Compiles = size => size == compiled && compiled > 0,
        };
        var peak = All().Single(workload => workload.Name == "vector fp32");
        var error = Record.Exception(() => DeviceOperations.Prepare(Request(peak), device));
        Assert.IsType(expected, error);
        Assert.Equal([16, 32, 64, 0], device.Asked);
    }

    /// <summary>
    /// A tenth of the time that passed is a wrong period of the ticks, unless so little was done that the way to it counts.
    /// </summary>
    [Theory]
    [InlineData(1e-3, 0.95e-3, "device", 0.95e-3)]
    [InlineData(1e-3, 1e-4, "host", 1e-3)]
    [InlineData(1e-6, 1e-7, "device", 1e-7)]
    [InlineData(1e-3, null, "host", 1e-3)]
    public async Task Samples_are_of_the_clock_that_can_be_believed(double host, double? device, string clock, double seconds)
    {
        using var operation = new DeviceOperation(new Prepared("a", "stub", 0), _ => new Timing(host, device), [], new DeviceResources());
        var samples = await operation.MeasureAsync(100, 3, TestContext.Current.CancellationToken);
        Assert.Equal(clock, samples.Clock);
        Assert.Equal([seconds, seconds, seconds], samples.Seconds);
    }

    [Fact]
    public void A_driver_that_folds_the_chain_is_told_by_its_code()
    {
        var device = new StubDevice((_, calls) => 1e-3 * calls)
        {
            Facts = Facts,
            Disassembly = "v_mul_f32 v0, v1, v2\nv_fmac_f32 v3, v4, v5\nv_fmac_f32 v6, v4, v5\ns_endpgm\n",
        };
        var peak = All().Single(workload => workload.Name == "vector fp32");
        var error = Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(Request(peak), device));
        Assert.Contains("2 v_fmac_f32 per 32", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Not on every chip: where the driver composes them, only the check of the result tells that nothing was done.</summary>
    [Theory]
    [InlineData(true, "compiled the work away")]
    [InlineData(false, "wrong or never written")]
    public void Dot_products_are_counted_where_the_device_has_them(bool hasInstruction, string reason)
    {
        var device = new StubDevice((_, calls) => 1e-3 * calls)
        {
            Facts = Facts with { HasDotInstruction = hasInstruction },
            Disassembly = "v_mad_i32_i24 v0, v1, v2, v3\ns_endpgm\n",
            DoesCopy = true,
        };
        var peak = All().Single(workload => workload.Name == "vector int8 dot product");
        var error = Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(Request(peak), device));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    /// <summary>None at all are products that the driver composes; few are a driver that leaves work out.</summary>
    [Theory]
    [InlineData("v_fma_f32 v0, v1, v2, v3\ns_endpgm\n", "wrong or never written")]
    [InlineData("v_wmma_f32_16x16x16_f16 v0, v1, v2, v3\ns_endpgm\n", "compiled the work away")]
    public void Matrix_products_without_any_matrix_instruction_are_left_to_the_check(string code, string reason)
    {
        var device = new StubDevice((_, calls) => 1e-3 * calls) { Facts = Facts, Disassembly = code, DoesCopy = true };
        var peak = All().Single(workload => workload.Name == "matrix fp16, fp32 sums");
        var error = Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(Request(peak), device));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(16, false)]
    public void Matrix_products_without_any_matrix_instruction_bear_a_note(int found, bool isEmulated)
    {
        // Vectors are as slow as can be, so that only the code tells.
        var device = new StubDevice((_, calls) => 1e3 * calls) { Facts = Facts, DoesCopy = true };
        var best = new StackBench.Worker.Device.Rounds(new StubRounds { Instructions = new InstructionCount(16, found, "") }, 1, 1e-9);
        var peak = All().Single(workload => workload.Name == "matrix fp16, fp32 sums");
        string[] expected = isEmulated ? ["emulated"] : [];
        Assert.Equal(expected, PeakOperation.Emulated(Request(peak), device, best).Select(note => note.Code));
    }

    internal static IEnumerable<Workload> All() =>
        from benchmark in Catalog.All
        where benchmark.Engines.Contains("vulkan")
        from workload in benchmark.Workloads(new WorkloadTarget(
            StackBench.Tests.Workloads.MachineExamples.OneCore, "vulkan", new WorkerDevice("vulkan:0", WorkerDevice.CpuDriver)))
        select workload;

    internal static Prepare Request(Workload workload) => new(
        "a", workload.Op, JsonSerializer.SerializeToElement(workload.Parameters, StackBenchJson.Default.Parameters), "vulkan:0", 1);

    private static bool IsTransfer(Workload workload) => workload.Parameters["kind"].Text is "h2d" or "d2h" or "both";

    private static int Rounds(IReadOnlyList<Dispatch> call) => call.Sum(dispatch => BitConverter.ToInt32(dispatch.Arguments, 0));

    private sealed class StubRounds : IRoundsKernel
    {
        public string Variant => "stub";

        public double WorkPerRound => 1000;

        public InstructionCount? Instructions { get; init; }

        public Dispatch Dispatch(int rounds) => new(null!, BitConverter.GetBytes((ulong)rounds), 1);

        public (double Error, double Tolerance) Check() => (0, 0);

        public void Dispose()
        {
        }
    }
}
