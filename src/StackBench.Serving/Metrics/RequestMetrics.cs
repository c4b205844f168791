using StackBench.Serving.Running;
using StackBench.Serving.Streams;

namespace StackBench.Serving.Metrics;

/// <summary>What follows from one request (docs/serving.md has the formulas). Seconds; null is undetermined.</summary>
/// <param name="Ttft">First token event less the scheduled time.</param>
/// <param name="TtftSend">First token event less the time of sending.</param>
/// <param name="Ttfo">First event with content, reasoning left out, less the scheduled time.</param>
/// <param name="Tpot">(last token - first token) / (N - k), k tokens in the first token event; null for N at most k.</param>
/// <param name="E2E">Last event less the scheduled time.</param>
/// <param name="ClientDelay">Sending less the scheduled time.</param>
/// <param name="Tokens">N.</param>
/// <param name="Disagree">Sources of N that differ by more than 1 %.</param>
internal sealed record RequestMetrics(
    double? Ttft, double? TtftSend, double? Ttfo, double? Tpot, double E2E, double ClientDelay, int Tokens, TokenSource Source,
    bool Disagree)
{
    private const double Tolerance = 0.01;

    public static RequestMetrics Of(RequestRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        StreamEvent? first = null, last = null, output = null;
        var events = 0;
        foreach (var one in record.Events)
        {
            if (!one.CarriesTokens) continue;
            first ??= one;
            last = one;
            if (one.Kind == EventKind.Content) output ??= one;
            events++;
        }

        var (tokens, source) = (record.Counts.Completion, record.Counts.Timings) switch
        {
            ({ } usage, _) => (usage, TokenSource.Usage),
            (_, { } timings) => (timings, TokenSource.Timings),
            _ => (events, TokenSource.Events),
        };
        var disagree = (record.Counts.Timings is { } other && Differ(tokens, other)) || Differ(tokens, events);
        var bundled = Math.Max(first?.CompletionTokens ?? 1, 1);
        return new RequestMetrics(
            Since(first, record.Scheduled),
            Since(first, record.Sent),
            Since(output, record.Scheduled),
            first is { } start && last is { } end && tokens > bundled && end.Read > start.Read
                ? Seconds(end.Nanoseconds - start.Nanoseconds) / (tokens - bundled)
                : null,
            Seconds((record.Events is [.., var final] ? final.Nanoseconds : record.Done) - record.Scheduled),
            Seconds(record.Sent - record.Scheduled),
            tokens,
            source,
            disagree);
    }

    /// <summary>Whether an ended request keeps every limit; an undetermined TPOT is judged on the others.</summary>
    public bool Keeps(Slo slo)
    {
        ArgumentNullException.ThrowIfNull(slo);
        return !(slo.Ttft is { } ttft && !(Ttft <= ttft)) && !(slo.Tpot < Tpot) && !(slo.E2E < E2E);
    }

    private static bool Differ(int a, int b) => Math.Abs(a - b) > Tolerance * Math.Max(a, b);

    private static double? Since(StreamEvent? one, long from) => one is { } found ? Seconds(found.Nanoseconds - from) : null;

    private static double Seconds(long nanoseconds) => nanoseconds * 1e-9;
}
