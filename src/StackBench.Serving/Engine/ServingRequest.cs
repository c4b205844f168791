using System.Globalization;
using System.Text.Json;
using StackBench.Llm.Devices;
using StackBench.Llm.Engine;
using StackBench.Llm.Gguf;
using StackBench.Protocol.Engines;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Prompts;
using StackBench.Serving.Requests;
using StackBench.Serving.Search;

namespace StackBench.Serving.Engine;

/// <summary>A request of the host in the terms of the load generator.</summary>
/// <param name="Synthetic">The model to make where it is missing; null for the user's own, or one that is served already.</param>
/// <param name="Model">Its name; empty for whatever an endpoint serves.</param>
/// <param name="Load">Null where the server is only started; the first one of a search.</param>
/// <param name="Search">Null for a load that is given.</param>
internal sealed record ServingRequest(
    SyntheticModel? Synthetic, string Model, int Slots, int Context, int Threads, ServingRequest.Cell? Load, SearchRequest? Search = null)
{
    /// <summary>GPU to serve from; null for the CPU, or whatever the server takes by itself.</summary>
    public LlamaDevice? Device { get; init; }

    public const string Serve = "serve", Start = "serve-start", Searching = "serve-search";

    /// <summary>Of a prompt whose own length is not known before.</summary>
    public const int WarmUpWords = 128;

    private const int Most = 1 << 20;

    /// <summary>One cell of load.</summary>
    /// <param name="Prompts">Null for those of the user's file.</param>
    internal sealed record Cell(ServingApi Api, ArrivalPattern Arrivals, int? Cap, int Requests, int WarmUp, PromptSet? Prompts, int Output,
        Slo Slo, TraceReplay? Trace = null)
    {
        /// <summary>Of a load of a search, no request is sent after it; null is no limit.</summary>
        public TimeSpan? SendsFor { get; init; }

        /// <summary>Whether answers may end before the length asked for.</summary>
        public bool AllowsShort { get; init; }

        public BodyForm Body { get; init; } = new();
    }

    /// <exception cref="UnsupportedException">An operation or parameter is unknown or impossible.</exception>
    public static ServingRequest Of(string op, JsonElement parameters)
    {
        if (op is not (Serve or Start or Searching)) throw new UnsupportedException($"there is no operation '{op}'");
        var synthetic = parameters.TryGetProperty("model-seed", out _) ? RequestedModel.Of(parameters) : null;
        var search = op == Searching ? SearchOf(parameters) : null;
        var load = op == Start ? null : CellOf(parameters, synthetic, search);
        return new ServingRequest(
            synthetic,
            parameters.Text("model"),
            Optional(parameters, "slots") ?? 1,
            Optional(parameters, "context") ?? 1,
            Optional(parameters, "threads") ?? 1,
            load,
            search is null ? null : new SearchRequest(search, load!, Optional(parameters, "requests")));
    }

    private static LoadSearch SearchOf(JsonElement parameters)
    {
        var isWhole =
            parameters.Text("search") switch { "rate" => false, "concurrency" => true, _ => throw Wrong("search", "rate or concurrency") };
        if (parameters.Text("arrival") == "trace" || isWhole != (parameters.Text("arrival") == "closed"))
            throw new UnsupportedException("concurrency is searched in a closed loop, a rate in an open one");
        var percent = Rate(parameters, "attainment");
        if (percent > 100) throw Wrong("attainment", "a percentage of at most 100, as text");
        var start = isWhole ? Number(parameters, "concurrency") : Rate(parameters, "rate");
        if (isWhole && start > LoadSearch.HighestConcurrency)
            throw Wrong("concurrency", FormattableString.Invariant($"at most {LoadSearch.HighestConcurrency} in a search"));
        if (!isWhole && start is < LoadSearch.LeastRate or > LoadSearch.HighestRate)
            throw Wrong("rate", FormattableString.Invariant($"from {LoadSearch.LeastRate} to {LoadSearch.HighestRate} in a search"));
        return new LoadSearch(start, isWhole, percent / 100);
    }

    private static Cell CellOf(JsonElement parameters, SyntheticModel? model, LoadSearch? search)
    {
        try
        {
            return new Cell(
                parameters.Text("api") switch
                {
                    "chat" => ServingApi.Chat,
                    "completions" => ServingApi.Completions,
                    _ => throw Wrong("api", "chat or completions"),
                },
                ArrivalsOf(parameters),
                parameters.Text("arrival") == "closed" ? null : Optional(parameters, "concurrency"),
                search is null ? Number(parameters, "requests") : search.RequestsOf(search.Start),
                Optional(parameters, "warm-up") ?? 0,
                PromptsOf(parameters, model),
                Number(parameters, "output"),
                parameters.Text("slo") is var slo && slo == "none" ? new Slo() : SloText.Parse(slo),
                parameters.Text("arrival") == "trace" ? new TraceReplay(parameters.Text("trace-sha256"), Rate(parameters, "speed")) : null)
            {
                AllowsShort = parameters.TryGetProperty("allow-short", out _),
                Body = new BodyForm
                {
                    Extra = parameters.TryGetProperty("extra-body", out _)
                        ? ExtraBody.Parse(parameters.Text("extra-body"))
                        : new BodyForm().Extra,
                    Dropped = parameters.TryGetProperty("drop-fields", out _)
                        ? [.. parameters.Text("drop-fields").Split(',', StringSplitOptions.RemoveEmptyEntries)]
                        : [],
                },
            };
        }
        catch (FormatException exception)
        {
            throw new UnsupportedException(exception.Message);
        }
    }

    private static ArrivalPattern ArrivalsOf(JsonElement parameters) => parameters.Text("arrival") switch
    {
        "closed" => new ArrivalPattern.Closed(Number(parameters, "concurrency")),
        // Of an infinite rate all patterns are the same.
        "constant" or "poisson" or "gamma" when parameters.Text("rate") == ArrivalPattern.Burst.Rate => new ArrivalPattern.Burst(),
        "constant" => new ArrivalPattern.Constant(Rate(parameters, "rate")),
        "poisson" => new ArrivalPattern.Poisson(Rate(parameters, "rate")),
        "gamma" => new ArrivalPattern.GammaArrivals(Rate(parameters, "rate"), Rate(parameters, "variation")),
        // Its times are in the file.
        "trace" => new ArrivalPattern.Trace([]),
        _ => throw Wrong("arrival", "closed, constant, poisson, gamma or trace"),
    };

    // Ids of a model of ours are exact in length; of all others only words are known to mean the same everywhere.
    private static PromptSet? PromptsOf(JsonElement parameters, SyntheticModel? model)
    {
        var dataset = parameters.Text("dataset");
        if (dataset == "file") return null;
        // Those of the trace take their place.
        if (dataset == "trace" && parameters.Text("arrival") == "trace") return new PromptSet.RandomWords(WarmUpWords);
        if (dataset is not ("random" or "shared-prefix")) throw Wrong("dataset", "random, shared-prefix, file or trace");
        var (unique, shared) = (Number(parameters, "input"), Optional(parameters, "shared") ?? 0);
        if (model is null || parameters.Text("api") == "chat") return new PromptSet.RandomWords(unique, shared);
        var vocabulary = model.Shape.Vocabulary;
        return new PromptSet.RandomIds(unique, vocabulary - SyntheticVocabulary.Words(vocabulary).Length, vocabulary, shared);
    }

    private static int Number(JsonElement parameters, string name) => (int)parameters.Number(name, 1, Most);

    private static int? Optional(JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out _) ? Number(parameters, name) : null;

    private static double Rate(JsonElement parameters, string name) =>
        double.TryParse(parameters.Text(name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate > 0
            && double.IsFinite(rate)
            ? rate
            : throw Wrong(name, "a number above 0, as text");

    private static UnsupportedException Wrong(string name, string wanted) => new($"parameter '{name}' must be {wanted}");
}
