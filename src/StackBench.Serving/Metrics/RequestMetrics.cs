using StackBench.Serving.Running;
using StackBench.Serving.Streams;

namespace StackBench.Serving.Metrics;

/// <summary>What follows from one request (docs/serving.md has the formulas). Seconds; null is undetermined.</summary>
/// <param name="Ttft">First token event less the scheduled time.</param>
/// <param name="TtftSend">First token event less the time of sending.</param>
/// <param name="Ttfo">First event with content, reasoning left out, less the scheduled time.</param>
/// <param name="Tpot">(last token - first token) / <paramref name="Divisor"/>; null where that is 0.</param>
/// <param name="E2E">Last event less the scheduled time.</param>
/// <param name="ClientDelay">Sending less the scheduled time.</param>
/// <param name="Tokens">N.</param>
/// <param name="Divisor">N - k - h: k tokens in the first token event, h of reasoning that the server does
/// not show; never negative.</param>
/// <param name="Hidden">h.</param>
/// <param name="Disagree">Sources of N that differ by more than 1 %.</param>
internal sealed record RequestMetrics(
    double? Ttft, double? TtftSend, double? Ttfo, double? Tpot, double E2E, double ClientDelay, int Tokens, TokenSource Source,
    int Divisor, int Hidden, bool Disagree)
{
    private const double Tolerance = 0.01;

    public static RequestMetrics Of(RequestRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        StreamEvent? first = null, last = null, output = null;
        var (events, hasReasoning) = (0, false);
        foreach (var one in record.Events)
        {
            if (!one.CarriesTokens) continue;
            first ??= one;
            last = one;
            if (one.Kind == EventKind.Content) output ??= one;
            hasReasoning |= one.Kind == EventKind.Reasoning;
            events++;
        }

        var (tokens, source) = OutputTokens.Of(record.Counts, events);
        // Reasoning that is shown comes in events of its own.
        var hidden = hasReasoning || source != TokenSource.Usage ? 0 : Math.Min(record.Counts.Reasoning ?? 0, tokens);
        var disagree = (record.Counts.Timings is { } other && Differ(tokens, other)) || Differ(tokens - hidden, events);
        var bundled = Math.Max((first?.CompletionTokens ?? hidden + 1) - hidden, 1);
        var divisor = Math.Max(0, tokens - hidden - bundled);
        return new RequestMetrics(
            Since(first, record.Scheduled),
            Since(first, record.Sent),
            Since(output, record.Scheduled),
            first is { } start && last is { } end && divisor > 0 && end.Read > start.Read
                ? Seconds(end.Nanoseconds - start.Nanoseconds) / divisor
                : null,
            Seconds((record.Events is [.., var final] ? final.Nanoseconds : record.Done) - record.Scheduled),
            Seconds(record.Sent - record.Scheduled),
            tokens,
            source,
            divisor,
            hidden,
            disagree);
    }

    /// <summary>
    /// Whether an ended request keeps every limit; an undetermined TPOT is judged on the others, and a TTFT of an
    /// answer without text on its end.
    /// </summary>
    public bool Keeps(Slo slo)
    {
        ArgumentNullException.ThrowIfNull(slo);
        return !(slo.Ttft < (Ttft ?? E2E)) && !(slo.Tpot < Tpot) && !(slo.E2E < E2E);
    }

    private static bool Differ(int a, int b) => Math.Abs(a - b) > Tolerance * Math.Max(a, b);

    private static double? Since(StreamEvent? one, long from) => one is { } found ? Seconds(found.Nanoseconds - from) : null;

    private static double Seconds(long nanoseconds) => nanoseconds * 1e-9;
}
