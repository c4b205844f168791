using System.Collections.Immutable;
using StackBench.Serving.Metrics;
using StackBench.Serving.Running;
using StackBench.Serving.SelfCheck;
using StackBench.Serving.Servers;

namespace StackBench.Serving.Cells;

/// <summary>
/// What is kept of a cell, by the names of the metrics they feed (docs/serving.md). In unprefixed units, shares in percent. Pure.
/// </summary>
internal static class CellSeries
{
    /// <param name="server">What the server counted meanwhile; null where it does not tell.</param>
    /// <param name="peakBytes">Of the server; null is not known.</param>
    /// <returns>A value each; what is undetermined is absent.</returns>
    public static ImmutableSortedDictionary<string, double> Of(
        LoadReport report, LoadMetrics metrics, ClientVerdict client, ClientCapacity? capacity, TokenTotals? server, long? peakBytes)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(client);
        var values = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        Add("token-rate", metrics.WindowTokens);
        Add("whole-run-token-rate", metrics.WholeRunTokens);
        Add("request-rate", metrics.RequestRate);
        Add("median-prompt-tokens", metrics.PromptTokens?.Median);
        Add("total-prompt-tokens", metrics.PromptTokens?.Total);
        Add("total-output-tokens", metrics.OutputTokens);
        Add("tpot-divisor", metrics.TpotDivisor);
        AddAll("ttft", metrics.Ttft);
        AddAll("ttft-send", metrics.TtftSend);
        AddAll("ttfo", metrics.Ttfo);
        AddAll("tpot", metrics.Tpot);
        AddAll(GapsOf(report) is { AreTokens: true, IsReliable: true } ? "itl" : "icl", metrics.Icl);
        AddAll("e2e", metrics.E2E);
        AddAll("client-delay", metrics.ClientDelay);
        Add("goodput", metrics.Goodput);
        Add("attainment", 100 * metrics.Attainment);
        Add("attainment-low", 100 * metrics.AttainmentInterval?.Low);
        Add("attainment-high", 100 * metrics.AttainmentInterval?.High);
        Add("success-rate",
            report.Records.IsEmpty ? null : 100.0 * (report.Records.Length - metrics.Failures.Values.Sum()) / report.Records.Length);
        Add("cache-hits", 100 * metrics.CacheHits);
        Add("window-seconds", report.WindowEnd * 1e-9);
        Add("client-events-per-second", client.EventsPerSecond);
        Add("client-dispatch-lag", client.DispatchLag);
        Add("client-cpu", 100 * client.CpuShare);
        Add("client-capacity", capacity?.EventsPerSecond);
        Add("client-floor-ttft", capacity?.FloorTtft);
        Add("client-connects", report.Connects);
        Add("server-prompt-tokens", server?.Prompt);
        Add("server-generated-tokens", server?.Generated);
        Add("peak-memory", peakBytes);
        return values.ToImmutable();

        void Add(string name, double? value)
        {
            if (value is { } known && double.IsFinite(known)) values.Add(name, known);
        }

        void AddAll(string name, LatencySummary? summary)
        {
            Add($"median-{name}", summary?.P50);
            Add($"p90-{name}", summary?.P90);
            Add($"p99-{name}", summary?.P99);
            Add($"max-{name}", summary?.Max);
        }
    }

    internal static TokenGaps? GapsOf(LoadReport report) =>
        TokenGaps.Of(report.Records.Where(record => record.Status == Running.RequestStatus.Ok));
}
