using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;
using StackBench.Serving.SelfCheck;
using StackBench.Serving.Servers;
using StackBench.Serving.Streams;

namespace StackBench.Serving.Cells;

/// <summary>What a reader must know before trusting the numbers of a cell. Pure.</summary>
internal static class CellNotes
{
    /// <summary>Share by which the tokens of a prompt may differ from its words without a note.</summary>
    private const double MostDifference = 0.1;

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
            Add(Note.Invalid,
                $"the load generator was the bottleneck: {string.Join(", ", client.Exceeded.Select(limit => TextOf(limit,
                client)))}",
                "run the server on another machine (--endpoint), or lower the load");
        if (!metrics.Failures.IsEmpty)
            Add("requests-failed",
                $"{metrics.Failures.Values.Sum()} of {report.Records.Length} requests failed: {string.Join(", ", metrics.Failures
                    .Select(pair => $"{pair.Value} {pair.Key}"))}");
        if (metrics.PromptTokens is { } prompts && Words(report.Plan) is { } words
            && Math.Abs(prompts.Median - words) > MostDifference * words)
            Add("prompt-tokens", $"prompts of {words} words were {prompts.Median:0} tokens by the server's count (median)",
                "choose --input by tokens where lengths matter");
        if (metrics.HiddenTokens > 0)
            Add("hidden-reasoning",
                $"{metrics.HiddenTokens} of {metrics.OutputTokens} output tokens were reasoning that is not shown: TPOT divides by {metrics
                    .TpotDivisor ?? 0:0} (median)");
        if (OkOf(report) is [_, ..] ok && ok.All(record => RequestMetrics.Of(record).Source == TokenSource.Events))
            Add("event-counts", $"the server reports no token counts: tokens are the number of events, each of which may hold several",
                "allow stream_options with include_usage in the server");
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

        var odd = OkOf(report).Count(
            record => RequestMetrics.Of(record).Tokens != report.Plan.MaxTokensAt(record.Index));
        if (odd > 0 && report.Plan.IgnoreEndOfText) Add("output-length",
            $"{odd} answers have another length than {Asked(report.Plan)} asked for",
            "lengths differ where the server ends answers by itself, or does not know max_tokens");
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

    private static RequestRecord[] OkOf(LoadReport report) => [.. report.Records.Where(record => record.Status == RequestStatus.Ok)];

    /// <summary>Words of a prompt, where all are alike and made of words.</summary>
    private static int? Words(LoadPlan plan) =>
        plan is { Prompts: PromptSet.RandomWords made, Lengths.IsEmpty: true } ? made.Unique + made.Shared : null;

    private static string Asked(LoadPlan plan) =>
        plan.Lengths.IsEmpty ? FormattableString.Invariant($"the {plan.MaxTokens} tokens") : "was";
}
