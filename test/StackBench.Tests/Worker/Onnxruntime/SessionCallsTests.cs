using StackBench.Worker.Onnxruntime;

namespace StackBench.Tests.Worker.Onnxruntime;

public sealed class SessionCallsTests
{
    /// <summary>Two sessions, one twice as fast: three calls in 20 ticks, which is a call of each in 13.3.</summary>
    [Fact]
    public void Calls_count_in_the_time_in_which_all_sessions_run()
    {
        var slow = Calls(0, enough: 200, lastStart: 180, lastEnd: 200, calls: 10);
        var fast = Calls(0, enough: 100, lastStart: 190, lastEnd: 200, calls: 20);
        Assert.Equal(2 * 200 / 30.0, SessionCalls.TicksPerCall([slow, fast]), 1e-9);
    }

    [Fact]
    public void Of_a_call_across_the_end_the_part_before_it_counts()
    {
        var slow = Calls(0, enough: 200, lastStart: 180, lastEnd: 200, calls: 10);
        var other = Calls(0, enough: 195, lastStart: 195, lastEnd: 215, calls: 11);
        Assert.Equal(2 * 200 / 20.25, SessionCalls.TicksPerCall([slow, other]), 1e-9);
    }

    private static SessionCalls Calls(long start, long enough, long lastStart, long lastEnd, long calls) =>
        new(start, enough, lastStart, lastEnd, calls, []);
}
