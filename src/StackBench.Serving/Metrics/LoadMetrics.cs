using System.Collections.Immutable;
using StackBench.Core.Statistics;
using StackBench.Serving.Running;

namespace StackBench.Serving.Metrics;

/// <summary>What follows from a cell. Latencies are of requests that ended well; shares and rates count all (docs/serving.md).</summary>
/// <param name="WindowTokens">Output tokens per second that came before the first drain, of requests that ended well; null without
/// a window.</param>
/// <param name="WholeRunTokens">Output tokens per second over the whole run, its tail included, of requests that ended well.</param>
/// <param name="Goodput">Requests per second scheduled in the window that ended well within every limit.</param>
/// <param name="Attainment">Good ones of all that were scheduled in the window; failed ones count against.</param>
/// <param name="UndeterminedTpot">Requests of at most one token, judged on the other limits.</param>
/// <param name="Failures">Number by kind, HTTP errors with their code.</param>
/// <param name="CacheHits">Share of prompt tokens that came from a prefix cache; null where no server tells. Above
/// 0.01 the run is marked.</param>
/// <param name="Disagreements">Requests whose sources of the token count differ.</param>
public sealed record LoadMetrics(
    LatencySummary? Ttft,
    LatencySummary? TtftSend,
    LatencySummary? Ttfo,
    LatencySummary? Tpot,
    LatencySummary? Icl,
    LatencySummary? E2E,
    LatencySummary? ClientDelay,
    double? WindowTokens,
    double WholeRunTokens,
    double? Goodput,
    double? Attainment,
    Interval? AttainmentInterval,
    int UndeterminedTpot,
    ImmutableSortedDictionary<string, int> Failures,
    double? CacheHits,
    int Disagreements)
{
    public const double CacheHitsToMark = 0.01;

    /// <summary>Requests scheduled in the window, those among them that were good.</summary>
    public (int Good, int Judged) Counted { get; init; }

    /// <summary>Requests that ended well per second of the whole run.</summary>
    public double RequestRate { get; init; }

    /// <summary>
    /// Tokens of the prompts of requests that ended well, by the server's count; null where it does not tell all of them.
    /// </summary>
    public (double Median, long Total)? PromptTokens { get; init; }

    /// <summary>Median of the numbers of tokens that TPOT was divided by; null without any.</summary>
    public double? TpotDivisor { get; init; }

    /// <summary>Output tokens of requests that ended well that were reasoning, and not shown.</summary>
    public long HiddenTokens { get; init; }

    /// <summary>Output tokens of requests that ended well.</summary>
    public long OutputTokens { get; init; }

    public static LoadMetrics Of(LoadReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ImmutableArray<(RequestRecord Record, RequestMetrics Metrics)> all =
            [.. report.Records.Select(record => (record, RequestMetrics.Of(record)))];
        var ok = all.Where(one => one.Record.Status == RequestStatus.Ok).ToImmutableArray();
        var judged = all.Where(one => one.Record.Status != RequestStatus.Cancelled && one.Record.Scheduled <= report.WindowEnd)
            .ToImmutableArray();
        var good = judged.Count(one => one.Record.Status == RequestStatus.Ok && one.Metrics.Keeps(report.Plan.Slo));
        var window = report.WindowEnd * 1e-9;
        var gaps = TokenGaps.Of(ok.Select(one => one.Record));
        var known = ok.Where(one => one.Record.Counts is { Cached: not null, Prompt: > 0 }).ToImmutableArray();
        return new LoadMetrics(
            LatencySummary.Of(ok.Select(one => one.Metrics.Ttft)),
            LatencySummary.Of(ok.Select(one => one.Metrics.TtftSend)),
            LatencySummary.Of(ok.Select(one => one.Metrics.Ttfo)),
            LatencySummary.Of(ok.Select(one => one.Metrics.Tpot)),
            gaps is null ? null : LatencySummary.Of(gaps.Gaps.Select(gap => (double?)gap)),
            LatencySummary.Of(ok.Select(one => (double?)one.Metrics.E2E)),
            LatencySummary.Of(all.Select(one => (double?)one.Metrics.ClientDelay)),
            window > 0 ? ok.Sum(one => TokensBy(one.Record, one.Metrics, report.WindowEnd)) / window : null,
            ok.Sum(one => (double)one.Metrics.Tokens) / (report.End * 1e-9),
            window > 0 ? good / window : null,
            judged.IsEmpty ? null : (double)good / judged.Length,
            WilsonInterval.Of(good, judged.Length),
            ok.Count(one => one.Metrics.Tpot is null),
            all.Where(one => one.Record.Status != RequestStatus.Ok).CountBy(one => KindOf(one.Record))
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
            known.IsEmpty
                ? null
                : (double)known.Sum(one => (long)one.Record.Counts.Cached!) / known.Sum(one => (long)one.Record.Counts.Prompt!),
            all.Count(one => one.Metrics.Disagree))
        {
            Counted = (good, judged.Length),
            RequestRate = ok.Length / (report.End * 1e-9),
            PromptTokens = PromptsOf([.. ok.Select(one => one.Record.Counts.Prompt)]),
            TpotDivisor =
                ok.Where(one => one.Metrics.Tpot is not null).Select(one => (double)one.Metrics.Divisor).ToArray()
                    is { Length: > 0 } divisors
                ? Quantile.Median(divisors)
                : null,
            HiddenTokens = ok.Sum(one => (long)one.Metrics.Hidden),
            OutputTokens = ok.Sum(one => (long)one.Metrics.Tokens),
        };
    }

    private static (double Median, long Total)? PromptsOf(ImmutableArray<int?> counts)
    {
        double[] known = [.. counts.OfType<int>().Select(count => (double)count)];
        return known.Length == counts.Length && known.Length > 0 && known.Max() > 0 ? (Quantile.Median(known), (long)known.Sum()) : null;
    }

    // An event that holds several tokens counts for its share of the request's tokens.
    private static double TokensBy(RequestRecord record, RequestMetrics metrics, long end)
    {
        var events = record.Events.Count(one => one.CarriesTokens);
        // Without a text of its own a token is known to be there at the end.
        if (events == 0) return record.Done <= end ? metrics.Tokens : 0;
        return (double)metrics.Tokens * record.Events.Count(one => one.CarriesTokens && one.Nanoseconds <= end) / events;
    }

    private static string KindOf(RequestRecord record) =>
        record.Status == RequestStatus.HttpError ? $"http-{record.HttpStatus}" : Core.Text.EnumText.Of(record.Status);
}
