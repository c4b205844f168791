using System.Diagnostics;
using System.Runtime.ExceptionServices;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Onnxruntime;

/// <summary>
/// Runs of one model in several sessions at once, each on a thread of its own. All of them run until the last one has its calls, so that
/// none is ever measured while another is idle.
/// </summary>
internal sealed class ConcurrentRuns(IReadOnlyList<BoundRun> runs)
{
    /// <summary>Lets every session run so many times, or more.</summary>
    /// <param name="mostTimes">Calls of a session whose own times are told.</param>
    /// <returns>Seconds in which each session ran once on average, and seconds of the first calls of each session.</returns>
    /// <exception cref="OrtException">A run failed.</exception>
    public (double SecondsPerCall, IReadOnlyList<double> CallSeconds) Take(long iterations, int mostTimes)
    {
        if (runs.Count == 1) return Alone(runs[0], iterations, mostTimes);
        var all = new SessionCalls[runs.Count];
        ExceptionDispatchInfo? failure = null;
        var unfinished = runs.Count;
        using var ready = new Barrier(runs.Count);
        var threads = runs.Select((run, i) => new Thread(() =>
        {
            ready.SignalAndWait();
            try
            {
                all[i] = Repeat(run, iterations, mostTimes, ref unfinished);
            }
            catch (Exception exception)
            {
                // Whatever it is: on a thread of its own it would end the process.
                failure = ExceptionDispatchInfo.Capture(exception);
                Volatile.Write(ref unfinished, 0);
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        failure?.Throw();
        return (HostClock.Seconds(1) * SessionCalls.TicksPerCall(all), [.. all.SelectMany(one => one.Seconds)]);
    }

    private static (double SecondsPerCall, IReadOnlyList<double> CallSeconds) Alone(BoundRun run, long iterations, int mostTimes)
    {
        var times = new double[(int)Math.Min(iterations, mostTimes)];
        var start = Stopwatch.GetTimestamp();
        var last = start;
        for (long i = 0; i < iterations; i++)
        {
            run.Invoke();
            if (i >= times.Length) continue;
            var now = Stopwatch.GetTimestamp();
            times[i] = HostClock.Seconds(now - last);
            last = now;
        }

        var end = times.Length == iterations ? last : Stopwatch.GetTimestamp();
        return (HostClock.Seconds(end - start) / iterations, times);
    }

    // Every call is looked at: another session may end at any of them.
    private static SessionCalls Repeat(BoundRun run, long iterations, int mostTimes, ref int unfinished)
    {
        var times = new double[(int)Math.Min(iterations, mostTimes)];
        var start = Stopwatch.GetTimestamp();
        var (before, last, enough) = (start, start, 0L);
        long calls = 0;
        while (calls < iterations || Volatile.Read(ref unfinished) > 0)
        {
            run.Invoke();
            (before, last) = (last, Stopwatch.GetTimestamp());
            if (calls < times.Length) times[calls] = HostClock.Seconds(last - before);
            if (++calls != iterations) continue;
            enough = last;
            Interlocked.Decrement(ref unfinished);
        }

        return new SessionCalls(start, enough, before, last, calls, times);
    }
}
