using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Llm.Gguf;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Llm;

namespace StackBench.Workloads.Serving;

/// <summary>
/// A language model behind an OpenAI-compatible server, under load: how soon and how fast it answers, and how much it answers in all.
/// </summary>
public static class ServingBenchmark
{
    private const string Name = "serving";

    /// <summary>Requests a server of ours works on at once; more wait in it.</summary>
    private const int Slots = 16;

    /// <summary>Most tokens a word of a prompt is in a vocabulary that does not know it.</summary>
    private const int TokensPerWord = 4;

    /// <summary>Tokens for a prompt of a file, and for what a chat template puts around one.</summary>
    private const int FilePrompt = 3968, TemplateTokens = 64;

    /// <summary>Beyond these every metric is kept in the launch's series.</summary>
    private static readonly ImmutableArray<WorkloadMetric> LoadMetrics =
    [
        Of("token-rate"), Of("request-rate"), Of("median-ttft"), Of("p90-ttft"), Of("p99-ttft"), Of("median-tpot"), Of("p90-tpot"),
        Of("p99-tpot"),
        Of("median-itl"), Of("p90-itl"), Of("p99-itl"), Of("median-icl"), Of("p90-icl"), Of("p99-icl"), Of("median-e2e"), Of("p90-e2e"),
        Of("p99-e2e"),
        Of("goodput"), Of("attainment"), Of("success-rate"), Of("median-prompt-tokens"),
        Of("total-prompt-tokens"), Of("peak-memory"),
    ];

    /// <summary>Of the highest load that keeps the limits.</summary>
    private static readonly ImmutableArray<WorkloadMetric> SearchMetrics =
    [
        Of("goodput"), Of("attainment"), Of("token-rate"), Of("median-ttft"), Of("p90-ttft"), Of("p99-ttft"), Of("median-tpot"),
        Of("p90-tpot"), Of("p99-tpot"), Of("peak-memory"),
    ];

    private static readonly ImmutableArray<WorkloadMetric> StartMetrics = [Of("startup-time"), Of("model-load-time"), Of("peak-memory")];

    private static readonly ImmutableArray<(int Concurrency, Suite Suite)> Sweep =
        [(1, Suite.Quick), (2, Suite.Standard), (4, Suite.Quick), (8, Suite.Standard), (16, Suite.Standard), (32, Suite.Full)];

    public static Benchmark Benchmark { get; } = Benchmarks(new ServingOptions());

    /// <summary>The benchmarks with the user's load, and model, in place of the usual ones.</summary>
    public static ImmutableArray<Benchmark> Put(ImmutableArray<Benchmark> benchmarks, ServingOptions? options) =>
        options is null ? benchmarks : [.. benchmarks.Select(benchmark => benchmark.Name == Name ? Benchmarks(options) : benchmark)];

    private static Benchmark Benchmarks(ServingOptions options) => new()
    {
        Name = Name,
        Summary = "LLM serving under load: llama-server, vLLM, or any OpenAI-compatible server",
        Group = BenchmarkGroup.Component,
        Aliases = ["vllm"],
        Engines = options.Engines,
        Workloads = target => Workloads(options, target),
    };

    private static ImmutableArray<Workload> Workloads(ServingOptions options, WorkloadTarget target)
    {
        var model = options.IsEndpoint
            ? null
            : options.Model ?? LlmModel.Of(new SyntheticModel(ModelShape.Small, TensorType.Q8_0, SyntheticModel.DefaultSeed));
        var identity = model?.Identity ?? Parameters.Of(("model", options.EndpointModel));
        var title = model?.Title ?? (options.EndpointModel.Length > 0 ? options.EndpointModel : "endpoint");
        var server = model is null ? identity : new Parameters([.. identity, .. ServerOf(options, target)]);
        if (options.Trace is { } trace) return [Replay(options, title, server, trace)];
        if (options.Search is { } searched) return [Search(options, title, server, searched)];
        ImmutableArray<Workload> loads =
            [.. Cells(options).Select(cell => Load(options, title, server, cell.Rate, cell.Concurrency, cell.Suite))];
        return model is null ? loads : [Start(title, server), .. loads];
    }

    private static Parameters ServerOf(ServingOptions options, WorkloadTarget target)
    {
        var server = Parameters.Of(
        ("slots", Slots), ("context", ContextOf(options)), ("threads", target.Machine.Cpu.UsableCores));
        // A server that takes its device by itself does not tell where its layers are.
        return target.Accelerator is { Kind: not "server" } ? server.With("gpu-layers", "all") : server;
    }

    private static int ContextOf(ServingOptions options)
    {
        var output = options.Trace?.LongestOutput(options.Output) ?? options.Output;
        var prompt = options.Dataset is "file" or "trace"
            ? Math.Max(FilePrompt, options.Trace?.MostPromptTokens ?? 0)
            : (long)Prompt(options) * (options.Model is null ? 1 : TokensPerWord);
        return (int)Math.Min(RoundUp(prompt + output + TemplateTokens), options.MostContext);
    }

    private static IEnumerable<(double? Rate, int? Concurrency, Suite Suite)> Cells(ServingOptions options) =>
        !options.Rates.IsEmpty
            ? options.Rates.Select(rate => ((double?)rate, options.Concurrency.IsEmpty ? (int?)null : options.Concurrency[0], Suite.Quick))
        : !options.Concurrency.IsEmpty ? options.Concurrency.Select(concurrency => ((double?)null, (int?)concurrency, Suite.Quick))
        : Sweep.Select(cell => ((double?)null, (int?)cell.Concurrency, cell.Suite));

    private static Workload Start(string title, Parameters server) => new()
    {
        Benchmark = Name,
        Name = $"{title} start",
        Op = "serve-start",
        Parameters = server,
        Cost = new Cost(),
        Metrics = StartMetrics,
        Suite = Suite.Quick,
        IsSingleCall = true,
    };

    private static Workload Load(ServingOptions options, string title, Parameters server, double? rate, int? concurrency, Suite suite)
    {
        // Enough for p90; those that go fast in many streams have enough for p99.
        var requests = options.Requests ?? (rate is null ? concurrency <= 1 ? 32 : concurrency <= 4 ? 64 : 30 * concurrency!.Value : 200);
        var load = rate is { } perSecond
            ? double.IsInfinity(perSecond)
                ? FormattableString.Invariant($"burst of {requests}{(concurrency is { } capped ? $", at most {capped}" : "")}")
                : $"{options.Arrival} {Text(perSecond)} "
                + $"req/s{(concurrency is { } cap ? FormattableString.Invariant($", at most {cap}") : "")}"
            : FormattableString.Invariant($"concurrency {concurrency}");
        var parameters = Common(options, server, Math.Max(2, Math.Min(concurrency ?? 8, 32)));
        parameters.Add(new("requests", requests));
        if (concurrency is { } users) parameters.Add(new("concurrency", users));
        if (rate is { } given) parameters.Add(new("rate", Text(given)));
        return new Workload
        {
            Benchmark = Name,
            Name = $"{title} {Lengths(options)}, {load}",
            Op = "serve",
            Parameters = new Parameters(parameters),
            Cost = new Cost(Tokens: (double)requests * options.Output),
            Metrics = LoadMetrics,
            Suite = suite,
            IsSingleCall = true,
        };
    }

    private static Workload Replay(ServingOptions options, string title, Parameters server, ServingTrace trace)
    {
        var parameters = Common(options, server, 8);
        parameters.AddRange([new("requests", trace.Requests.Length), new("trace-sha256", trace.Sha256), new("speed", Text(trace.Speed))]);
        if (options.Concurrency is [var cap, ..]) parameters.Add(new("concurrency", cap));
        return new Workload
        {
            Benchmark = Name,
            Name = string.Create(
                CultureInfo.InvariantCulture,
                $"{title} trace {trace.Sha256[..8]}, {trace.Requests.Length} requests"
                    + $"{(trace.Speed == 1 ? "" : $", {Text(trace.Speed)}x speed")}"
                    + $"{(options.Concurrency is [var most, ..] ? FormattableString.Invariant($", at most {most}") : "")}"),
            Op = "serve",
            Parameters = new Parameters(parameters),
            Cost = new Cost(Tokens: trace.Requests.Sum(request => (double)(request.Output ?? options.Output))),
            Metrics = LoadMetrics,
            Suite = Suite.Quick,
            IsSingleCall = true,
        };
    }

    private static Workload Search(ServingOptions options, string title, Parameters server, string searched)
    {
        var isRate = searched == "rate";
        var parameters = Common(options, server, 4);
        parameters.AddRange([new("search", searched), new("attainment", Text(options.Attainment))]);
        if (options.Requests is { } requests) parameters.Add(new("requests", requests));
        if (isRate) parameters.Add(new("rate", Text(options.Rates is [var rate, ..] ? rate : ServingOptions.UsualStart)));
        if (!isRate || !options.Concurrency.IsEmpty)
            parameters.Add(new("concurrency", options.Concurrency is [var users, ..] ? users : ServingOptions.UsualStart));
        var cap = isRate && options.Concurrency is [var most, ..] ? FormattableString.Invariant($", at most {most}") : "";
        return new Workload
        {
            Benchmark = Name,
            Name =
                $"{title} {Lengths(options)}, highest {(isRate ? $"{options.Arrival} rate" : "concurrency")} with "
                    + $"{Text(options.Attainment)} % in {SloText.Of(options.Slo)}{cap}",
            Op = "serve-search",
            Parameters = new Parameters(parameters),
            Cost = new Cost(),
            Metrics = [Of(isRate ? "max-rate" : "max-concurrency"), .. SearchMetrics],
            Suite = Suite.Quick,
            IsSingleCall = true,
        };
    }

    private static List<KeyValuePair<string, ParameterValue>> Common(ServingOptions options, Parameters server, int warmUp)
    {
        List<KeyValuePair<string, ParameterValue>> parameters =
        [
            .. server,
            new("api", options.Api == ServingApi.Chat ? "chat" : "completions"), new("arrival", options.Arrival),
            new("dataset", options.Dataset), new("output", options.Output),
            new("warm-up", warmUp), new("slo", SloText.Of(options.Slo)),
        ];
        if (options.Arrival == "gamma") parameters.Add(new("variation", Text(options.Variation)));
        if (options.Dataset is "random" or "shared-prefix") parameters.Add(new("input", options.Input));
        if (options.Dataset == "shared-prefix") parameters.Add(new("shared", options.Shared));
        if (options.ExtraBody is { } extra) parameters.Add(new("extra-body", extra));
        if (!options.DropFields.IsEmpty) parameters.Add(new("drop-fields", string.Join(',', options.DropFields)));
        if (options.AllowsShort) parameters.Add(new("allow-short", "yes"));
        if (options.PromptsSha256 is { } sha256) parameters.Add(new("prompts-sha256", sha256));
        return parameters;
    }

    private static string Lengths(ServingOptions options) =>
        (options.Dataset == "file"
            ? "prompts of a file"
            : FormattableString.Invariant($"{(options.Dataset == "random" ? "" : $"{options.Shared}+")}{options.Input}"))
        + FormattableString.Invariant($"/{options.Output}");

    private static int Prompt(ServingOptions options) =>
        (options.Trace?.LongestInput(options.Input) ?? options.Input) + (options.Dataset == "shared-prefix" ? options.Shared : 0);

    private static long RoundUp(long tokens) => (tokens + 255) / 256 * 256;

    private static string Text(double value) =>
        double.IsInfinity(value) ? ArrivalPattern.Burst.Rate : value.ToString("0.######", CultureInfo.InvariantCulture);

    private static WorkloadMetric Of(string metric) =>
        WorkloadMetric.Reported(MetricDefinitions.All.First(definition => definition.Name == metric));
}
