using System.Collections.Immutable;

namespace StackBench.Serving.Running;

/// <summary>A cell as it went: what was planned and drawn, and every request.</summary>
/// <param name="Schedule">Drawn send times in nanoseconds; empty for a closed loop.</param>
/// <param name="Records">Of the measured part, in order of index; only those that were dispatched.</param>
/// <param name="WindowEnd">Nanoseconds: last arrival of an open loop, the end of a burst; in a closed loop when the first user found
/// no more work.</param>
/// <param name="Connects">Connections opened after the start: above 0, set-up is inside some request's TTFT.</param>
/// <param name="IsCancelled">The user ended the run; records are those until then.</param>
public sealed record LoadReport(
    LoadPlan Plan,
    ImmutableArray<long> Schedule,
    ImmutableArray<RequestRecord> Records,
    long WindowEnd,
    long End,
    int Connects,
    bool IsCancelled)
{
    /// <summary>Most requests that were with the server at one time.</summary>
    public int MostAtOnce()
    {
        var (now, most) = (0, 0);
        foreach (var (_, step) in Records.SelectMany(record => new[] { (Time: record.Sent, Step: 1), (Time: record.Done, Step: -1) })
            .Order())
            most = Math.Max(most, now += step);
        return most;
    }

    /// <summary>Start of the run in nanoseconds of the machine's monotonic clock, which all its processes share.</summary>
    public long Origin { get; init; }

    /// <summary>
    /// Seconds for which the server had answered nothing when the load was given up; null where it was not, or for another reason.
    /// </summary>
    public double? Silence { get; init; }

    /// <summary>What the measured part took of the client; null is not known.</summary>
    public ClientUsage? Usage { get; init; }
}
