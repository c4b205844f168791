using System.Collections.Immutable;
using StackBench.Core.Statistics;

namespace StackBench.Serving.Arrivals;

/// <summary>Send times of an open loop, drawn before the start from a seed.</summary>
internal static class ArrivalSchedule
{
    /// <summary>Nanoseconds after the start, ascending; empty for a closed loop.</summary>
    /// <exception cref="ArgumentException">A rate or variation is not above 0, or a trace is too short or goes backwards.</exception>
    public static ImmutableArray<long> Draw(ArrivalPattern pattern, int requests, ulong seed)
    {
        var random = new SplitMix64(seed);
        return pattern switch
        {
            ArrivalPattern.Closed => [],
            ArrivalPattern.Burst => [.. Enumerable.Repeat(0L, requests)],
            ArrivalPattern.Constant(var rate) => FromGaps(requests, Mean(rate), mean => mean),
            ArrivalPattern.Poisson(var rate) => FromGaps(requests, Mean(rate), mean => -Math.Log(1 - random.NextDouble()) * mean),
            ArrivalPattern.GammaArrivals(var rate, var variation) => Gamma(requests, Mean(rate), variation, random),
            ArrivalPattern.Trace(var seconds) => FromTrace(requests, seconds),
            _ => throw new ArgumentException("unknown arrivals", nameof(pattern)),
        };
    }

    /// <summary>
    /// The drawn times stretched so that their mean rate is exactly the pattern's: a few dozen random gaps miss it by more than 10 %, and a
    /// load would be judged for the luck of its draw.
    /// </summary>
    /// <param name="rate">Requests per second of the pattern.</param>
    public static ArrivalPattern.Trace Exact(ArrivalPattern pattern, double rate, int requests, ulong seed)
    {
        var drawn = Draw(pattern, requests, seed);
        var stretch = drawn is [_, .., > 0] ? (requests - 1) / rate / drawn[^1] : 1;
        return new ArrivalPattern.Trace([.. drawn.Select(time => time * stretch)]);
    }

    private static double Mean(double rate) =>
        rate > 0 && double.IsFinite(rate) ? 1 / rate : throw new ArgumentException("a rate is above 0 requests per second", nameof(rate));

    // The gap has mean 1/rate and shape 1/variation^2, so its standard deviation over its mean is the variation.
    private static ImmutableArray<long> Gamma(int requests, double mean, double variation, SplitMix64 random)
    {
        if (!(variation > 0 && double.IsFinite(variation))) throw new ArgumentException("a variation is above 0", nameof(variation));
        var shape = 1 / (variation * variation);
        return FromGaps(requests, mean, gap => GammaVariate(shape, random) / shape * gap);
    }

    private static ImmutableArray<long> FromGaps(int requests, double mean, Func<double, double> gap)
    {
        var times = ImmutableArray.CreateBuilder<long>(requests);
        var at = 0.0;
        for (var i = 0; i < requests; i++)
        {
            times.Add((long)(at * 1e9));
            at += gap(mean);
        }

        return times.MoveToImmutable();
    }

    private static ImmutableArray<long> FromTrace(int requests, ImmutableArray<double> seconds)
    {
        if (seconds.Length < requests)
            throw new ArgumentException($"the trace has {seconds.Length} times for {requests} requests", nameof(seconds));
        for (var i = 1; i < requests; i++)
            if (seconds[i] < seconds[i - 1]) throw new ArgumentException("the trace goes backwards", nameof(seconds));
        return [.. seconds.Take(requests).Select(time => (long)(time * 1e9))];
    }

    // Marsaglia and Tsang 2000; below shape 1 by their power of a uniform number.
    private static double GammaVariate(double shape, SplitMix64 random)
    {
        if (shape < 1) return GammaVariate(shape + 1, random) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.NextNormal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v))) return d * v;
        }
    }
}
