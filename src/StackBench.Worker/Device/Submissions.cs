namespace StackBench.Worker.Device;

/// <summary>
/// Calls spread over submissions: a GPU that also shows a desktop is reset when one takes too long, and drivers hold only so many commands.
/// </summary>
internal static class Submissions
{
    public const double LongestSeconds = 0.1;

    /// <summary>What one dispatch may take.</summary>
    public const double LongestDispatchSeconds = 0.02;

    private const int MostCalls = 2048;

    /// <summary>A call longer than a submission may be is spread over several by its dispatches.</summary>
    public static Timing Run(IComputeDevice device, IReadOnlyList<Dispatch> call, long calls, double callSeconds)
    {
        var most = (int)Math.Clamp(call.Count * LongestSeconds / Math.Max(callSeconds, 1e-9), 1, call.Count);
        return Run(calls, callSeconds, count => most == call.Count ? device.Run(call, count) : RunApart(device, call, most));
    }

    /// <summary>A call in submissions of so many dispatches.</summary>
    public static Timing RunApart(IComputeDevice device, IReadOnlyList<Dispatch> call, int most)
    {
        Timing? all = null;
        foreach (var part in call.Chunk(most))
        {
            var timing = device.Run(part, 1);
            all = all?.With(timing) ?? timing;
        }

        return all!.Value;
    }

    /// <param name="submit">Does so many calls in one submission.</param>
    /// <param name="callSeconds">Expected time of a call.</param>
    /// <returns>The time of one call.</returns>
    public static Timing Run(long calls, double callSeconds, Func<int, Timing> submit)
    {
        var most = (long)Math.Clamp(LongestSeconds / Math.Max(callSeconds, 1e-9), 1, MostCalls);
        Timing? all = null;
        for (var left = calls; left > 0; left -= most)
        {
            var timing = submit((int)Math.Min(left, most));
            all = all?.With(timing) ?? timing;
        }

        return all!.Value.Times(1.0 / calls);
    }
}
