namespace StackBench.Running;

/// <summary>Where the first sample of a launch lies on the host's monotonic clock, which telemetry is stamped by.</summary>
internal static class SampleOrigin
{
    /// <param name="beginSeconds">What the engine says; believed only between question and answer, for its
    /// clock may be another one.</param>
    /// <param name="askedSeconds">When the samples were asked for.</param>
    /// <param name="answeredSeconds">When they came.</param>
    public static double Of(double? beginSeconds, double askedSeconds, double answeredSeconds) =>
        beginSeconds is { } begin && begin >= askedSeconds && begin <= answeredSeconds ? begin : askedSeconds;
}
