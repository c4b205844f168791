using System.Collections.Immutable;

namespace StackBench.Serving.Running;

/// <summary>Calls at drawn times from a thread of its own: timers of the runtime are a millisecond or more late.</summary>
internal sealed class Dispatcher(ImmutableArray<long> schedule, RunClock clock, Action<int, long> dispatch)
{
    /// <summary>Nanoseconds before the time at which sleeping gives way to spinning.</summary>
    private const long Spin = 2_000_000;

    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <returns>Number of requests dispatched: all, unless cancelled or past the last time.</returns>
    public Task<int> RunAsync(long? until, CancellationToken cancellation)
    {
        var thread = new Thread(() => _ended.SetResult(Run(until, cancellation))) { IsBackground = true, Name = "dispatcher" };
        thread.Start();
        return _ended.Task;
    }

    private int Run(long? until, CancellationToken cancellation)
    {
        for (var i = 0; i < schedule.Length; i++)
        {
            var due = schedule[i];
            if (due > until) return i;
            while (due - clock.Now() is var left && left > 0)
            {
                if (left > Spin) cancellation.WaitHandle.WaitOne(TimeSpan.FromTicks((left - Spin) / 100));
                else Thread.SpinWait(20);
                if (cancellation.IsCancellationRequested) return i;
            }

            if (cancellation.IsCancellationRequested) return i;
            dispatch(i, clock.Now());
        }

        return schedule.Length;
    }
}
