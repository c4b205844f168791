using System.Collections.Immutable;
using StackBench.Serving;
using StackBench.Serving.Engine;
using StackBench.Serving.Servers;
using StackBench.Workloads.Llm;

namespace StackBench.Workloads.Serving;

/// <summary>The load a user wants in place of the usual ones.</summary>
public sealed record ServingOptions
{
    /// <summary>Prompt and answer of a chat in few words: what a small machine answers often enough in little time.</summary>
    public const int UsualInput = 128, UsualOutput = 32;

    /// <summary>What a search begins with: a request per second, or one user.</summary>
    public const int UsualStart = 1;

    /// <summary>What MLPerf Inference asks of an interactive Llama 2 70B (v5.0): 450 ms and 40 ms.</summary>
    public static Slo UsualSlo { get; } = new(Ttft: 0.450, Tpot: 0.040);

    /// <summary>Engines to choose from, best first.</summary>
    public ImmutableArray<string> Engines { get; init; } = EnginesFor(null);

    /// <summary>The user's own model; null for the synthetic one.</summary>
    public LlmModel? Model { get; init; }

    /// <summary>Name to send to a server that runs already; empty for the first it serves.</summary>
    public string EndpointModel { get; init; } = "";

    public ServingApi Api { get; init; } = ServingApi.Completions;

    /// <summary><c>closed</c>, <c>constant</c>, <c>poisson</c>, <c>gamma</c> or <c>trace</c>.</summary>
    public string Arrival { get; init; } = "closed";

    /// <summary>Requests per second of an open loop, each a cell; empty for a closed loop.</summary>
    public ImmutableArray<double> Rates { get; init; } = [];

    /// <summary>What is replayed; null for other arrivals.</summary>
    public ServingTrace? Trace { get; init; }

    /// <summary>Coefficient of variation of gamma arrivals.</summary>
    public double Variation { get; init; } = 2;

    /// <summary>Users of a closed loop, each a cell; of an open loop the first is the cap. Empty for the usual sweep, or no cap.</summary>
    public ImmutableArray<int> Concurrency { get; init; } = [];

    /// <summary>
    /// <c>rate</c> or <c>concurrency</c>: the highest one that keeps the limits is searched, from the first of <see cref="Rates"/> or
    /// <see cref="Concurrency"/> on; null is no search.
    /// </summary>
    public string? Search { get; init; }

    /// <summary>Percent of the requests that must keep every limit, in a search.</summary>
    public double Attainment { get; init; } = 90;

    /// <summary>Requests of a cell; null for a number by concurrency.</summary>
    public int? Requests { get; init; }

    /// <summary><c>random</c>, <c>shared-prefix</c>, <c>file</c>, or <c>trace</c> where the trace holds the prompts.</summary>
    public string Dataset { get; init; } = "random";

    /// <summary>SHA-256 of the file of prompts; null for other datasets.</summary>
    public string? PromptsSha256 { get; init; }

    public int Input { get; init; } = UsualInput;

    /// <summary>Words all prompts begin with, for <c>shared-prefix</c>.</summary>
    public int Shared { get; init; } = 1024;

    public int Output { get; init; } = UsualOutput;

    public Slo Slo { get; init; } = UsualSlo;

    /// <summary>
    /// Fields for the body of every request, in the one form of <see cref="StackBench.Serving.Requests.ExtraBody"/>; null without.
    /// </summary>
    public string? ExtraBody { get; init; }

    /// <summary>Fields that are left out of the body, in order.</summary>
    public ImmutableArray<string> DropFields { get; init; } = [];

    /// <summary>Whether answers may end before <see cref="Output"/> tokens.</summary>
    public bool AllowsShort { get; init; }

    /// <summary>Tokens of prompt and answer that a server is told to take at most: no more than the user's model was made for.</summary>
    public long MostContext => Model?.Facts.Context is > 0 and var made ? Math.Min(made, HighestContext) : HighestContext;

    private const long HighestContext = 1 << 20;

    /// <summary>Engines that start a server with a model of the user's, best first; all of them for synthetic models.</summary>
    public static ImmutableArray<string> EnginesFor(LlmModel? model) =>
        [.. ServerLauncher.All.Where(launcher => model is null || launcher.TakesFolder == model.IsHuggingFace)
            .Select(launcher => launcher.Name)];

    public bool IsEndpoint => Engines is [ServingEngineSettings.EndpointEngine];
}
