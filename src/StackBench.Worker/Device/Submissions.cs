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
