namespace StackBench.Worker.Device;

/// <summary>Time between two stamps of a queue. Pure.</summary>
internal static class StampClock
{
    private const double Slack = 1.02;
    private const double NanosecondsPerSecond = 1e9;

    /// <param name="validBits">Bits of a stamp that count; 0 where the queue has no clock.</param>
    /// <param name="periodNanoseconds">Of one tick.</param>
    /// <param name="hostSeconds">Time that passed for the host, which the device cannot have exceeded.</param>
    /// <returns>Null where the stamps say nothing: none, equal ones, or more time than has passed.</returns>
    public static double? Seconds(ulong begin, ulong end, uint validBits, float periodNanoseconds, double hostSeconds)
    {
        if (validBits == 0) return null;
        // A stamp of few bits runs over now and then.
        var ticks = unchecked(end - begin) & (validBits >= 64 ? ulong.MaxValue : (1ul << (int)validBits) - 1);
        var seconds = ticks * (double)periodNanoseconds / NanosecondsPerSecond;
        return seconds > 0 && seconds <= hostSeconds * Slack ? seconds : null;
    }
}
