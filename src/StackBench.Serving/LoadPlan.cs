using System.Collections.Immutable;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Prompts;
using StackBench.Serving.Requests;

namespace StackBench.Serving;

/// <summary>One cell of load.</summary>
/// <param name="Endpoint">Root of the server, without <c>/v1</c>; http or https.</param>
/// <param name="Model">Name sent with each request.</param>
/// <param name="Requests">Most requests of the measured part.</param>
/// <param name="MaxTokens">Output tokens asked for.</param>
/// <param name="Seed">Of arrivals and prompts.</param>
public sealed record LoadPlan(
    Uri Endpoint, ServingApi Api, string Model, ArrivalPattern Arrivals, int Requests, PromptSet Prompts, int MaxTokens, ulong Seed)
{
    public Slo Slo { get; init; } = new();

    /// <summary>Of each request, in order, where they differ; empty where all are alike.</summary>
    public ImmutableArray<RequestLengths> Lengths { get; init; } = [];

    /// <summary>Of the prompt of each request, in order; empty where none has any.</summary>
    public ImmutableArray<PromptBlocks> PromptBlocks { get; init; } = [];

    /// <summary>No request is sent after it; null is no limit.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>After the start: what is still under way then is ended and counts as timed out. Null is no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Of a request for which the user sets none.</summary>
    public static readonly TimeSpan UsualRequestTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Without a byte from the server, for which the user sets no time-out.</summary>
    public static readonly TimeSpan UsualStallTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Without a byte from the server; for the first byte there is more, by the length of the prompt. Null is no limit.</summary>
    public TimeSpan? StallTimeout { get; init; } = UsualStallTimeout;

    /// <summary>Of one request, from sending.</summary>
    public TimeSpan RequestTimeout { get; init; } = UsualRequestTimeout;

    /// <summary>
    /// Requests sent and thrown away first, with prompts of their own and never more at once than the plan's concurrency.
    /// </summary>
    public int WarmUpRequests { get; init; }

    /// <summary>Cap on requests at once in an open loop: above it they wait, and their clock runs.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Connections opened before the start; null is the concurrency, at most 64 where that is unknown.</summary>
    public int? Connections { get; init; }

    /// <summary>Asks servers to generate to the full length; plain OpenAI refuses the field.</summary>
    public bool IgnoreEndOfText { get; init; } = true;

    /// <summary>Whether answers that end before the length asked for are good ones.</summary>
    public bool AllowsShort { get; init; }

    /// <summary>How bodies differ from the usual one.</summary>
    public BodyForm Body { get; init; } = new();

    /// <summary>Header fields of the user's; may hold keys.</summary>
    public ExtraHeaders Headers { get; init; } = ExtraHeaders.None;

    /// <summary>Whether every answer has to have the length asked for.</summary>
    public bool IsExact => IgnoreEndOfText && !AllowsShort && Body.IsExact;

    /// <summary>Name of the environment variable that holds the API key. The key itself is never part of a plan.</summary>
    public string? ApiKeyVariable { get; init; }

    /// <summary>Output tokens asked for by a request.</summary>
    public int MaxTokensAt(int index) => LengthsAt(index).Output ?? MaxTokens;

    /// <summary>Prompt of a request.</summary>
    public Prompt PromptAt(int index) =>
        PromptSource.At(LengthsAt(index).Input is { } input ? Prompts.WithUnique(input) : Prompts, Seed, index,
            index < PromptBlocks.Length ? PromptBlocks[index] : Serving.Prompts.PromptBlocks.None);

    private RequestLengths LengthsAt(int index) => index < Lengths.Length ? Lengths[index] : default;
}
