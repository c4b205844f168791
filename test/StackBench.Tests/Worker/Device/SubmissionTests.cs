using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Tests.Worker.Device;

/// <summary>No submission keeps a display waiting, and all that is asked for is done.</summary>
public sealed class SubmissionTests
{
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
        { Facts = DeviceWorkloads.Facts, DoesCopy = true };
        var read = DeviceWorkloads.All().First(workload => workload.Op == CacheOperation.Op);
        Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(DeviceWorkloads.Request(read), device));
        Assert.Equal(Enumerable.Range(0, 32), seen.Take(32).Select(First));
        Assert.Equal(starts, seen.Skip(32).Select(First));
        Assert.Equal(32, seen.Skip(32).Sum(dispatch => dispatch.Groups));
        Assert.All(seen, dispatch => Assert.Equal(
            Output(seen[0]) + (ulong)(First(dispatch) * CopyKernel.GroupSize * CopyKernel.VectorBytes), Output(dispatch)));

        static ulong Output(Dispatch dispatch) => BitConverter.ToUInt64(dispatch.Arguments, sizeof(ulong));

        static int First(Dispatch dispatch) => BitConverter.ToInt32(dispatch.Arguments, 5 * sizeof(ulong));
    }
}
