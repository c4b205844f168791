using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;
using StackBench.Serving.Metrics;
using StackBench.Serving.Running;
using StackBench.Serving.SelfCheck;
using StackBench.Serving.Servers;

namespace StackBench.Serving.Cells;

/// <summary>What a reader must know before trusting the numbers of a cell. Pure.</summary>
internal static class CellNotes
{
    /// <summary>The code of a cell whose numbers are the client's, not the server's.</summary>
    public const string Invalid = "invalid";

    /// <summary>The code of a cell whose requests piled up.</summary>
    public const string Saturated = "saturated";

    /// <param name="server">What the server counted meanwhile; null where it does not tell.</param>
    public static ImmutableArray<Note> Of(LoadReport report, LoadMetrics metrics, ClientVerdict client, TokenTotals? server)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(client);
        var notes = ImmutableArray.CreateBuilder<Note>();
        if (!client.IsValid)
            Add(Invalid,
                $"invalid: the load generator was the bottleneck: {string.Join(", ", client.Exceeded.Select(limit => TextOf(limit,
                client)))}",
                "run the server on another machine (--endpoint), or lower the load");
        if (!metrics.Failures.IsEmpty)
            Add("requests-failed",
                $"{metrics.Failures.Values.Sum()} of {report.Records.Length} requests failed: {string.Join(", ", metrics.Failures
                    .Select(pair => $"{pair.Value} {pair.Key}"))}");
        if (server is { } counted && metrics.Failures.IsEmpty && Count(report) is { } own && counted != own)
            Add("server-counts",
                $"""
                the server counted {counted.Prompt} prompt and {counted.Generated} generated tokens, the client {own.Prompt} and {own.Generated}
                """,
                "let nobody else use the server meanwhile");
        foreach (var warning in LoadWarning.Of(report, metrics))
        {
            // On loopback a connection costs some ten microseconds, and llama-server closes one after each stream.
            if (warning.Kind != LoadWarningKind.NewConnections || !report.Plan.Endpoint.IsLoopback)
                notes.Add(new Note(EnumText.Of(warning.Kind), warning.Text));
        }

        var odd = report.Records.Count(
            record => record.Status == RequestStatus.Ok && RequestMetrics.Of(record).Tokens != report.Plan.MaxTokensAt(record.Index));
        if (odd > 0 && report.Plan.IgnoreEndOfText) Add("output-length",
            $"{odd} answers have another length than {Asked(report.Plan)} asked for",
            "the server may not know ignore_eos");
        if (Saturation.IsGrowing(report))
            Add(Saturated,
                $"requests piled up until the end: the server cannot keep this rate, and latencies grow with the length of the run",
                "lower --rate");
        return notes.ToImmutable();

        void Add(string code, FormattableString message, string? remedy = null) =>
            notes.Add(new Note(code, FormattableString.Invariant(message), remedy));
    }

    /// <summary>Tokens by the client's count, cached ones left out; null where the server did not tell all.</summary>
    public static TokenTotals? Count(LoadReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var (prompt, generated) = (0L, 0L);
        foreach (var record in report.Records)
        {
            if (record.Counts is not { Prompt: { } read, Completion: { } written }) return null;
            (prompt, generated) = (prompt + read - (record.Counts.Cached ?? 0), generated + written);
        }

        return new TokenTotals(prompt, generated);
    }

    private static string TextOf(ClientLimit limit, ClientVerdict client) => limit switch
    {
        ClientLimit.DispatchLag => $"requests left late (p99 {NumberText.Quantity(client.DispatchLag ?? 0, Unit.Second)})",
        ClientLimit.Cpu => $"it used {NumberText.Share(client.CpuShare ?? 0)} of the processors",
        ClientLimit.Pauses => $"its garbage collector paused it for {NumberText.Share(client.PauseShare ?? 0)} of the time",
        _ => FormattableString.Invariant($"it took {client.EventsPerSecond:0} events/s, more than a third of what it can"),
    };

    private static string Asked(LoadPlan plan) =>
        plan.Lengths.IsEmpty ? FormattableString.Invariant($"the {plan.MaxTokens} tokens") : "was";
}
