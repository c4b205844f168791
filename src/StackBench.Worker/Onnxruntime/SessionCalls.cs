namespace StackBench.Worker.Onnxruntime;

/// <summary>Calls of one session beside others. Times are ticks of one clock.</summary>
/// <param name="Enough">When it had the calls that were asked for.</param>
/// <param name="LastStart">Of its last call, during which the last of all sessions had its calls.</param>
/// <param name="Seconds">Of its first calls.</param>
internal sealed record SessionCalls(long Start, long Enough, long LastStart, long LastEnd, long Calls, IReadOnlyList<double> Seconds)
{
    /// <summary>
    /// The time in which each session ran once on average, in the window in which all of them ran: from the last start until the last of
    /// them had its calls. Of a call across an edge of the window the part inside counts.
    /// </summary>
    public static double TicksPerCall(IReadOnlyCollection<SessionCalls> sessions)
    {
        var (start, end) = (sessions.Max(one => one.Start), sessions.Max(one => one.Enough));
        return (end - start) * (double)sessions.Count / sessions.Sum(one => one.Within(start, end));
    }

    private double Within(long start, long end)
    {
        var part = LastEnd > end ? (LastEnd - end) / (double)Math.Max(LastEnd - LastStart, 1) : 0;
        return Calls - part - (Calls * (double)(start - Start) / Math.Max(LastEnd - Start, 1));
    }
}
