using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Report;

/// <summary>
/// One load on a server as a table shows it. Latencies in milliseconds at p50, p90 and p99, a dash for what is not known.
/// </summary>
/// <param name="Load"><c>concurrency 4</c>.</param>
/// <param name="Itl">Gaps between tokens; with <c>~</c> in front those between events that hold several.</param>
/// <param name="Limits">That <paramref name="Goodput"/> keeps.</param>
/// <param name="State"><c>invalid</c>, <c>failed</c> with its reason, or empty.</param>
public sealed record LoadRow(
    string Load, string Requests, string Tokens, string Ttft, string Tpot, string Itl, string E2E, string Goodput, string Limits,
    string State)
{
    private const string None = "-";

    /// <summary>Quantiles a row has of each latency, as metrics name them.</summary>
    private static readonly ImmutableArray<string> Quantiles = ["median", "p90", "p99"];

    /// <returns>Null for what is no load on a server, or was not tried.</returns>
    public static LoadRow? Of(BenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!result.Parameters.TryGet("arrival", out _) || result.Parameters.TryGet("search", out _)) return null;
        var limits = result.Parameters.TryGet("slo", out var slo) ? slo.ToString() : "none";
        var load = result.Workload[(result.Workload.IndexOf(", ", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0)..];
        switch (result.Outcome)
        {
            case Failed failed:
                return new LoadRow(load, None, None, None, None, None, None, None, limits, $"failed: {failed.Reason}");
            case Ok { Metrics: var metrics }:
                var itl = Cell(metrics, "itl");
                return new LoadRow(
                    load, One(metrics, "request-rate"), One(metrics, "token-rate"), Cell(metrics, "ttft"), Cell(metrics, "tpot"),
                    itl == None && Cell(metrics, "icl") is not None and var icl ? $"~{icl}" : itl, Cell(metrics, "e2e"),
                    One(metrics, "goodput"),
                    limits, result.IsInvalid ? Note.Invalid : "");
            default:
                return null;
        }
    }

    /// <summary>Whether a quantile is missing somewhere.</summary>
    public bool HasGaps => new[] { Ttft, Tpot, Itl, E2E }.Any(cell => cell.EndsWith(None, StringComparison.Ordinal));

    private static string One(ImmutableArray<MetricValue> metrics, string name) =>
        metrics.FirstOrDefault(metric => metric.Metric == name) is { } found ? NumberText.Number(found.Value) : None;

    private static string Cell(ImmutableArray<MetricValue> metrics, string name)
    {
        string[] known =
        [
            .. Quantiles.Select(quantile => metrics.FirstOrDefault(metric => metric.Metric == $"{quantile}-{name}") is { } found
                ? NumberText.Number(found.Value * 1000)
                : None),
        ];
        return known.All(text => text == None) ? None : string.Join('/', known);
    }
}
