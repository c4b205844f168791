using System.Collections.Immutable;
using StackBench.Core.Statistics;

namespace StackBench.Serving.SelfCheck;

/// <summary>What a null server streams in answer to a request, and when. Without times it streams as fast as it can.</summary>
/// <param name="Tokens">Token events of each response.</param>
public sealed record StreamPattern(int Tokens)
{
    /// <summary>From the request's arrival to its first token.</summary>
    public TimeSpan Ttft { get; init; }

    /// <summary>Between tokens.</summary>
    public TimeSpan Itl { get; init; }

    /// <summary>Share by which each of these times is shorter or longer, drawn evenly; 0 to 1.</summary>
    public double Jitter { get; init; }

    public ulong Seed { get; init; }

    /// <summary>For this long no token is sent at all, from the arrival of request <see cref="StallAt"/> on.</summary>
    public TimeSpan Stall { get; init; }

    /// <summary>Number of the request that begins the stall; the first is 0.</summary>
    public int StallAt { get; init; }

    /// <summary>Requests it works on at once, others wait in the order they came: its capacity is then known. 0 is no limit.</summary>
    public int Slots { get; init; }

    /// <summary>Token events in one write: above 1 as of a server that bundles: then those of a write are due with its first.</summary>
    public int EventsPerWrite { get; init; } = 1;

    /// <summary>Told in <c>usage</c>, of <see cref="PromptTokens"/>.</summary>
    public int CachedTokens { get; init; }

    public int PromptTokens { get; init; } = 16;

    public bool IsPaced => Ttft > TimeSpan.Zero || Itl > TimeSpan.Zero || Stall > TimeSpan.Zero;

    /// <summary>
    /// When each token of a request is due: nanoseconds after it was begun (at its arrival, unless it waited for a slot), ascending.
    /// The same for a seed and number.
    /// </summary>
    public ImmutableArray<long> Offsets(int request)
    {
        var random = new SplitMix64(new SplitMix64(Seed + (ulong)request).Next());
        var offsets = ImmutableArray.CreateBuilder<long>(Tokens);
        var at = 0.0;
        for (var i = 0; i < Tokens; i++)
        {
            at += (i == 0 ? Ttft : Itl).TotalNanoseconds * (1 + (Jitter * ((2 * random.NextDouble()) - 1)));
            offsets.Add((long)at);
        }

        return offsets.MoveToImmutable();
    }

    /// <summary>A time due, or the end of the stall it falls into. Nanoseconds.</summary>
    /// <param name="stalled">When the stall began; null is not yet.</param>
    public long Postponed(long due, long? stalled) =>
        stalled is { } start && due >= start ? Math.Max(due, start + (long)Stall.TotalNanoseconds) : due;
}
