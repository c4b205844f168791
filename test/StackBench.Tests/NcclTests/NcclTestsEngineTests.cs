using System.Text.Json;
using StackBench.NcclTests;
using StackBench.Protocol;
using StackBench.Protocol.Engines;

namespace StackBench.Tests.NcclTests;

public sealed class NcclTestsEngineTests
{
    private const string AllReduce = """{"kind":"all-reduce","bytes":1048576,"ranks":2,"dtype":"fp32","backend":"nccl"}""";

    private const string Means = "means of 20 calls, of fewer where they last 10 ms";

    /// <summary>Text to replace in the parameters, its new value, a part of the reason.</summary>
    public static TheoryData<string, string, string> Impossible => new()
    {
        { "all-reduce", "gossip", "no collective 'gossip'" },
        { "fp32", "bf16", "measures fp32" },
        { "\"nccl\"", "\"gloo\"", "measures NCCL" },
        { "1048576", "1048580", "multiple of 32" },
        { "\"ranks\":2", "\"ranks\":1", "'ranks'" },
        { "\"ranks\":2", "\"ranks\":4", "does not see device cuda:3" },
        { "\"ranks\":2", "\"ranks\":2,\"devices\":\"cuda:0,cuda:2\"", "consecutively numbered" },
        { "\"ranks\":2", "\"ranks\":2,\"devices\":\"cuda:1,cuda:2\"", "as many devices" },
        { "all-reduce", "broadcast", "no broadcast_perf in the folder" },
    };

    [Fact]
    public async Task Without_the_tests_there_is_a_remedy()
    {
        var error = await Assert.ThrowsAsync<UnsupportedException>(
            () => new NcclTestsEngine(name => name == "PATH" ? "/nowhere" : null).DescribeAsync(TestContext.Current.CancellationToken));
        Assert.Equal("all_reduce_perf is not on the PATH", error.Message);
        Assert.Contains("STACKBENCH_NCCL_TESTS", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FakeNcclTests.Recent, "nccl-tests", "2.17.6", "2.29.7", "cuda", "0000:1b:00.0", "NVIDIA H200")]
    [InlineData(FakeNcclTests.Old, "nccl-tests", "unknown", null, "cuda", null, "Tesla V100-SXM2-16GB")]
    [InlineData(FakeNcclTests.OfAmd, "rccl-tests", "develop:448c4c7", null, "hip", "0000:13:00.0", "AMD Instinct MI300X")]
    [InlineData("name='Device 74b5'\n" + FakeNcclTests.OfAmd, "rccl-tests", "develop:448c4c7", null, "hip", "0000:13:00.0", "Device 74b5")]
    public async Task The_devices_are_those_that_the_tests_see(
        string way, string tool, string version, string? library, string kind, string? pci, string name)
    {
        using var tests = new FakeNcclTests(way);
        var ready = await new NcclTestsEngine(tests.Variable).DescribeAsync(TestContext.Current.CancellationToken);
        Assert.Equal((3, version, library), (ready.Devices.Count, ready.Version, ready.Software.GetValueOrDefault("nccl")));
        Assert.Equal(version, ready.Software[tool]);
        Assert.Equal(new WorkerDevice("cuda:2", kind, name, pci), ready.Devices[2]);
    }

    [Fact]
    public async Task A_version_that_cannot_repeat_is_unsupported()
    {
        using var tests = new FakeNcclTests(FakeNcclTests.WithoutCycles);
        var error = await Assert.ThrowsAsync<UnsupportedException>(
            () => new NcclTestsEngine(tests.Variable).DescribeAsync(TestContext.Current.CancellationToken));
        Assert.Contains("2.13.10", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_probe_has_one_limit()
    {
        using var tests = new FakeNcclTests(FakeNcclTests.Recent + "sleep 60\n");
        var error = await Assert.ThrowsAsync<IOException>(() => new NcclTestsDriver(tests.Variable, TimeSpan.FromSeconds(0.5))
            .ProbeAsync(TestContext.Current.CancellationToken));
        Assert.Equal("all_reduce_perf did not list its GPUs within 500 ms", error.Message);
    }

    [Theory]
    [InlineData("gpus=0\n", "finds no GPU")]
    [InlineData("echo broken >&2; exit 1\n", "does not start: broken")]
    public async Task A_machine_without_a_GPU_is_unsupported(string fault, string reason)
    {
        using var tests = new FakeNcclTests(fault + FakeNcclTests.Old);
        var error = await Assert.ThrowsAsync<UnsupportedException>(
            () => new NcclTestsEngine(tests.Variable).DescribeAsync(TestContext.Current.CancellationToken));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collective_is_checked_and_measured()
    {
        using var tests = new FakeNcclTests(FakeNcclTests.Recent, "alltoall_perf");
        using var reduced = await PrepareAsync(tests, AllReduce);
        Assert.Equal(
            new Prepared(
                "a", "all_reduce_perf, 2 GPUs of one process, in place, " + Means, 2 << 20,
                reduced.Description.FirstCallSeconds, true, 0, 0),
            reduced.Description);
        var samples = await reduced.MeasureAsync(140, 3, TestContext.Current.CancellationToken);
        Assert.Equal(("a", "host"), (samples.Id, samples.Clock));
        Assert.Equal([200e-6, 201e-6, 202e-6], samples.Seconds.Select(seconds => Math.Round(seconds, 9)));
        Assert.Equal(
            "0: all_reduce_perf -g 2 -b 1048576 -e 1048576 -d float -o sum -r 0 -n 140 -w 5 -c 0 -N 3", tests.Calls[^1]);

        using var exchanged = await PrepareAsync(
            tests, AllReduce.Replace("all-reduce", "all-to-all", StringComparison.Ordinal)
                .Replace("\"ranks\":2", "\"ranks\":2,\"devices\":\"cuda:1,cuda:2\"", StringComparison.Ordinal), "cuda:1");
        Assert.Equal("alltoall_perf, 2 GPUs of one process, out of place, " + Means, exchanged.Description.Backend);
        samples = await exchanged.MeasureAsync(1, 1, TestContext.Current.CancellationToken);
        Assert.Equal(100e-6, samples.Seconds[0], 9);
        Assert.StartsWith("1: alltoall_perf -g 2 ", tests.Calls[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FakeNcclTests.Old, "-N")]
    [InlineData(FakeNcclTests.OfAmd, "-s")]
    public async Task All_samples_come_of_one_start(string way, string option)
    {
        using var tests = new FakeNcclTests(way);
        using var operation = await PrepareAsync(tests, AllReduce);
        var before = tests.Calls.Length;
        var samples = await operation.MeasureAsync(5, 3, TestContext.Current.CancellationToken);
        Assert.Equal((3, 1), (samples.Seconds.Count, tests.Calls.Length - before));
        Assert.EndsWith($" -n 20 -w 5 -c 0 {option} 3", tests.Calls[^1], StringComparison.Ordinal);
    }

    /// <summary>Seconds of a call, calls of a sample.</summary>
    [Theory]
    [InlineData(20e-6, 20)]
    [InlineData(0.9e-3, 12)]
    [InlineData(50e-3, 1)]
    public void A_sample_of_long_calls_has_few(double seconds, int calls) => Assert.Equal(calls, NcclRequest.LeastCalls(seconds));

    [Fact]
    public async Task Wrong_values_fail_the_check()
    {
        using var tests = new FakeNcclTests("wrong=12\n" + FakeNcclTests.Recent);
        var error = await Assert.ThrowsAsync<CheckFailedException>(() => PrepareAsync(tests, AllReduce));
        Assert.Equal("all_reduce_perf counts 12 wrong values", error.Message);
    }

    /// <summary>What the tests do otherwise when they measure, a part of the error.</summary>
    [Theory]
    [InlineData("b=1024", "measured 1024 bytes of float, asked for 1048576")]
    [InlineData("rows=2", "printed 2 lines, 1 were asked for")]
    [InlineData("scale=1000", "contradict each other")]
    [InlineData("scale=0", "a time of zero")]
    [InlineData("first=9; echo '#  Rank  0 Group  0 Pid  1 on node device  9 [0000:01:00] GPU'", "ran on other devices")]
    [InlineData("wrong=0.5", "print '0.5' in place of a count")]
    [InlineData("echo '     1048576  262144  float  sum  1.0  2.0'", "print a table without a header")]
    [InlineData(FakeNcclTests.WithErrors, "print columns 'size count type redop time algbw busbw error")]
    [InlineData("echo 'node: Test NCCL failure common.cu:961'; exit 3", "failed (exit code 3): node: Test NCCL failure common.cu:961")]
    public async Task What_is_not_what_was_asked_for_is_no_time(string fault, string message)
    {
        using var tests = new FakeNcclTests(FakeNcclTests.Recent + $"[ \"$c\" = 1 ] && {{ {fault}; }}\n");
        var error = await Assert.ThrowsAsync<IOException>(() => PrepareAsync(tests, AllReduce));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task What_cannot_be_is_unsupported(string old, string other, string reason)
    {
        using var tests = new FakeNcclTests(FakeNcclTests.Recent);
        var error = await Assert.ThrowsAsync<UnsupportedException>(
            () => PrepareAsync(tests, AllReduce.Replace(old, other, StringComparison.Ordinal)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static Task<IOperation> PrepareAsync(FakeNcclTests tests, string parameters, string device = "cuda:0") =>
        new NcclTestsEngine(tests.Variable).PrepareAsync(
            new Prepare("a", "collective", JsonDocument.Parse(parameters).RootElement, device, 1), TestContext.Current.CancellationToken);
}
