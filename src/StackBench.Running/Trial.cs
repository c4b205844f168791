using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Running.Engines;

namespace StackBench.Running;

/// <summary>A small shape measured before a large one, whose time it predicts.</summary>
internal static class Trial
{
    private const int Samples = 3;
    private const double UsualSeconds = 0.25;
    private const double PatientSeconds = 2;

    /// <summary>
    /// The shortest call of a quarter of a second, or of more as long as it is not content: a moment's disturbance must not condemn a
    /// workload.
    /// </summary>
    /// <returns>Seconds of a call; null where the engine cannot do the trial.</returns>
    /// <exception cref="EngineFailureException">The engine failed.</exception>
    public static async Task<double?> ShortestSecondsAsync(
        EngineSession session, Workload probe, PlannedWorkload planned, long seed, Func<double, bool> isContent, TimeProvider time,
        CancellationToken cancellation)
    {
        if (await session.PrepareAsync(probe, planned.EngineDevice, seed, cancellation) is not Protocol.Prepared prepared) return null;
        var start = time.GetTimestamp();
        var shortestSeconds = double.PositiveInfinity;
        do
        {
            var trial = await session.MeasureAsync(
                prepared.Id, 1, Samples, Samples * (prepared.FirstCallSeconds ?? 0), FailureStage.Prepare, cancellation);
            shortestSeconds = Math.Min(shortestSeconds, trial.Seconds.Min());
        }
        while (time.GetElapsedTime(start).TotalSeconds < (isContent(shortestSeconds) ? UsualSeconds : PatientSeconds));
        await session.ReleaseAsync(prepared.Id, cancellation);
        return shortestSeconds;
    }
}
