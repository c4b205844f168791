using System.Collections.Immutable;
using StackBench.Serving.Running;

namespace StackBench.Serving.Metrics;

/// <summary>Gaps between token events of different reads (ICL), and how far they may be taken for gaps between tokens (ITL).</summary>
/// <param name="Gaps">Seconds.</param>
/// <param name="Coalesced">Share of token events that shared a read with the one before: above 0.2 the gaps are unreliable.</param>
/// <param name="TokensPerEvent">Output tokens by token events.</param>
internal sealed record TokenGaps(ImmutableArray<double> Gaps, double Coalesced, double TokensPerEvent)
{
    /// <summary>A gap is a token's where events hold one token in at least 99 of 100 cases.</summary>
    public bool AreTokens => TokensPerEvent is >= 0.99 and <= 1.01;

    public bool IsReliable => Coalesced <= 0.2;

    /// <returns>Null without token events.</returns>
    public static TokenGaps? Of(IEnumerable<RequestRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var gaps = ImmutableArray.CreateBuilder<double>();
        var (events, coalesced, following, tokens) = (0L, 0L, 0L, 0L);
        foreach (var record in records)
        {
            (long At, int Read)? before = null;
            var first = events;
            foreach (var one in record.Events)
            {
                if (!one.CarriesTokens) continue;
                events++;
                if (before is { } last)
                {
                    following++;
                    if (last.Read == one.Read) coalesced++;
                    else gaps.Add((one.Nanoseconds - last.At) * 1e-9);
                }

                before = (one.Nanoseconds, one.Read);
            }

            // Reasoning that the server does not show comes in no event.
            if (events > first && RequestMetrics.Of(record) is var metrics) tokens += metrics.Tokens - metrics.Hidden;
        }

        return events == 0
            ? null
            : new TokenGaps(gaps.DrainToImmutable(), following == 0 ? 0 : (double)coalesced / following, (double)tokens / events);
    }
}
