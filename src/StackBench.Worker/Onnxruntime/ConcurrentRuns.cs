using System.Diagnostics;
using System.Runtime.ExceptionServices;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Onnxruntime;

/// <summary>Runs of one model in several sessions at once, each on a thread of its own.</summary>
internal sealed class ConcurrentRuns(IReadOnlyList<BoundRun> runs)
{
    /// <summary>Lets every session run so many times.</summary>
    /// <param name="mostTimes">Calls of a session whose own times are told.</param>
    /// <returns>Ticks from the first start to the last end, and seconds of the first calls of each session.</returns>
    /// <exception cref="OrtException">A run failed.</exception>
    public (long Ticks, IReadOnlyList<double> CallSeconds) Take(long iterations, int mostTimes)
    {
        if (runs.Count == 1)
        {
            var (start, end, times) = Repeat(runs[0], iterations, mostTimes);
            return (end - start, times);
        }

        var all = new (long Start, long End, double[] Times)[runs.Count];
        ExceptionDispatchInfo? failure = null;
        using var ready = new Barrier(runs.Count);
        var threads = runs.Select((run, i) => new Thread(() =>
        {
            try
            {
                ready.SignalAndWait();
                all[i] = Repeat(run, iterations, mostTimes);
            }
            catch (OrtException exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        failure?.Throw();
        return (all.Max(one => one.End) - all.Min(one => one.Start), [.. all.SelectMany(one => one.Times)]);
    }

    private static (long Start, long End, double[] Times) Repeat(BoundRun run, long iterations, int mostTimes)
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

        return (start, times.Length == iterations ? last : Stopwatch.GetTimestamp(), times);
    }
}
