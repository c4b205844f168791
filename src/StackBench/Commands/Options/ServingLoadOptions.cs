using System.Collections.Immutable;
using System.CommandLine;
using StackBench.Core.Units;
using StackBench.Measuring;
using StackBench.Serving;
using StackBench.Serving.Engine;
using StackBench.Serving.Search;
using StackBench.Serving.Servers;
using StackBench.Terminal;
using StackBench.Workloads.Llm;
using StackBench.Workloads.Serving;

namespace StackBench.Commands.Options;

/// <summary>The options that say which load goes to which server.</summary>
internal sealed class ServingLoadOptions
{
    /// <summary>The host waits half an hour for an answer.</summary>
    private const int LongestTraceSeconds = 1500;

    private static readonly string[] Arrivals = ["closed", "constant", "poisson", "gamma", "trace"];

    private readonly Option<string?> _endpoint = new("--endpoint")
    {
        Description = "Root of a server that runs already, e.g. http://127.0.0.1:8000. Without it one is started.",
        HelpName = "URL",
    };
    private readonly Option<string?> _key =
        new("--api-key-env") { Description = "Name of the environment variable that holds the API key of --endpoint.", HelpName = "NAME" };
    private readonly Option<string> _api =
        Choice("--api", "Route: completions, or chat. Default: completions, for --endpoint chat.", "", "chat", "completions");
    private readonly Option<string> _arrival = Choice(
        "--arrival", "When requests are sent: closed (a user sends when its answer has ended), by --rate, or as in --trace.", "", Arrivals);
    private readonly Option<double[]> _rate = new("--rate")
    {
        Description = "Requests per second of an open loop, or inf for all at once; repeatable, each is a load of its own.",
        HelpName = "N",
        DefaultValueFactory = _ => [],
        CustomParser = LoadOptionParsers.RatesOrInfinite("--rate"),
    };
    private readonly Option<string?> _trace = new("--trace")
    {
        Description =
            "Recorded requests to replay: JSON lines with \"timestamp\" (ms) or \"time\" (s), and \"input_length\", "
                + "\"output_length\" or \"prompt\"; or a CSV file of Azure's or BurstGPT's.",
        HelpName = "FILE",
    };
    private readonly Option<double?> _speed = new("--speed")
    {
        Description = "Times by which a trace is replayed faster (1).",
        HelpName = "X",
        CustomParser = LoadOptionParsers.Rate("--speed"),
    };
    private readonly Option<double?> _variation = new("--variation")
    {
        Description = "Coefficient of variation of gamma arrivals (2); 1 is Poisson.",
        HelpName = "N",
        CustomParser = LoadOptionParsers.Rate("--variation"),
    };
    private readonly Option<int[]> _concurrency = new("--concurrency", "-c")
    {
        Description = "Users of a closed loop; repeatable, each is a load of its own. With --rate the most requests at once.",
        HelpName = "N",
        DefaultValueFactory = _ => [],
        CustomParser = LoadOptionParsers.Counts,
    };
    private readonly Option<int?> _requests =
        new("--requests")
        {
            Description = "Requests of a load.",
            HelpName = "N",
            CustomParser = OptionParsers.Count(
            "--requests", 1, 1_000_000)
        };
    private readonly Option<string> _dataset = new("--dataset")
    {
        Description = "Prompts: random, shared-prefix, or a file (JSON lines with \"prompt\" or \"messages\", or ShareGPT).",
        HelpName = "random|shared-prefix|FILE",
        DefaultValueFactory = _ => "random",
    };
    private readonly Option<int?> _input = new("--input")
    {
        Description = "Words of a prompt that are its own (128); tokens, for synthetic models.",
        HelpName = "N",
        CustomParser = OptionParsers.Count("--input", 1, 1_000_000),
    };
    private readonly Option<int?> _shared = new("--shared")
    {
        Description = "Words all prompts of a load begin with, for shared-prefix (1024).",
        HelpName = "N",
        CustomParser = OptionParsers.Count("--shared", 1, 1_000_000),
    };
    private readonly Option<int?> _output = new("--output")
    {
        Description = "Tokens of an answer (32).",
        HelpName = "N",
        CustomParser = OptionParsers.Count("--output", 1, 1_000_000),
    };
    private readonly Option<string?> _slo = new("--slo")
    {
        Description = $"Limits a request must keep to be a good one ({SloText.Of(ServingOptions.UsualSlo)}); also e2e.",
        HelpName = "ttft=200ms,tpot=50ms",
    };

    private readonly Option<TimeSpan?> _timeout = new("--request-timeout")
    {
        Description = "Time after which a request that has not ended has failed (10m).",
        HelpName = "TIME",
        CustomParser = DurationText.Parse,
    };
    private readonly Option<string> _search = Choice("--search", "Search the highest rate, or concurrency, at which enough requests keep "
        + "--slo; begins at --rate, or --concurrency (1).", "", "rate", "concurrency");
    private readonly ServingBodyOptions _body = new();
    private readonly Option<double?> _attainment = new("--attainment")
    {
        Description = "Share of the requests that must keep every limit, in a search (90%).",
        HelpName = "N%",
        CustomParser = LoadOptionParsers.Percent,
    };

    public IEnumerable<Option> All =>
        [_endpoint, _key, _api, _arrival, _rate, _trace, _speed, _variation, _concurrency, _requests, _dataset, _input, _shared, _output,
            _slo, _timeout, _search, _attainment, .. _body.All];

    /// <param name="model">See <see cref="MeasuringOptions.ModelText"/>.</param>
    /// <param name="engines">Servers to start; empty for every one that is installed.</param>
    /// <exception cref="UserErrorException">What was asked for is impossible, or a file cannot be read.</exception>
    public ServingSetup Read(ParseResult parse, string? model, ImmutableArray<string> engines, Surroundings surroundings)
    {
        var (endpoint, route) = EndpointAddress.Parse(parse.GetValue(_endpoint));
        var key = parse.GetValue(_key);
        if (key is not null && endpoint is null) throw Usage("--api-key-env belongs to --endpoint", "give both");
        // The text is not repeated: somebody may have put the key itself there.
        if (key is not null && string.IsNullOrWhiteSpace(surroundings.Variable(key)))
            throw Usage("--api-key-env names no environment variable that is set", "export the key under a name, and give the name");
        var arrival = parse.GetValue(_arrival)!;
        var rates = parse.GetValue(_rate)!;
        var search = parse.GetValue(_search) is { Length: > 0 } searched ? searched : null;
        if (search is null && parse.GetValue(_attainment) is not null)
            throw Usage("--attainment belongs to --search", "add --search rate, or --search concurrency");
        var traceFile = parse.GetValue(_trace);
        if (arrival.Length == 0 && traceFile is not null) arrival = "trace";
        if (arrival.Length == 0) arrival = rates.Length > 0 || search == "rate" ? "poisson" : "closed";
        if (search is not null) CheckSearch(search, arrival, rates, parse);
        else if (arrival != "trace" && arrival == "closed" == rates.Length > 0)
            throw Usage(rates.Length > 0 ? "a closed loop has no rate" : $"--arrival {arrival} needs a rate",
                rates.Length > 0 ? "use --arrival constant, poisson or gamma" : "add --rate N");
        var dataset = parse.GetValue(_dataset)!;
        var file = dataset is "random" or "shared-prefix" ? null : dataset;
        if (arrival == "closed" && search is null && parse.GetValue(_concurrency)!.DefaultIfEmpty().Max() > parse.GetValue(_requests))
            throw Usage("--requests is less than --concurrency: some users would have nothing to do",
                "raise --requests, or lower --concurrency");
        if (arrival != "closed" && parse.GetValue(_concurrency)!.Length > 1)
            throw Usage("--concurrency is the most requests at once here, which is one number", "give --concurrency once");
        var own = endpoint is null && model is not null ? UserModel.Read(model, surroundings.Note) : null;
        var trace = TraceOf(traceFile, arrival, rates, new ServingOptions { Model = own }.MostContext, parse, surroundings.Note);
        if (trace is { HasPrompts: true }) dataset =
            parse.GetResult(_dataset) is { Implicit: false } ? throw Usage("the trace holds the prompts", "leave --dataset out") : "trace";
        var headers = _body.Headers(parse, endpoint, key);
        return new ServingSetup(
            _body.Apply(parse, new ServingOptions
            {
                Engines = endpoint is not null ? [ServingEngineSettings.EndpointEngine] : EnginesOf(engines, own),
                Model = own,
                EndpointModel = endpoint is null ? "" : Core.Text.SafeText.OneLine(model ?? ""),
                Api = parse.GetValue(_api) switch
                {
                    "chat" => ServingApi.Chat,
                    "completions" => ServingApi.Completions,
                    _ => route ?? (endpoint is null ? ServingApi.Completions : ServingApi.Chat),
                },
                Arrival = arrival,
                Rates = [.. rates],
                Variation = parse.GetValue(_variation) ?? 2,
                Concurrency = [.. parse.GetValue(_concurrency)!],
                Requests = parse.GetValue(_requests),
                Dataset = file is null ? dataset : "file",
                Trace = trace,
                PromptsSha256 = file is null ? null : ServingInputs.PromptsSha256(file, surroundings.Note),
                Input = parse.GetValue(_input) ?? ServingOptions.UsualInput,
                Shared = parse.GetValue(_shared) ?? 1024,
                Output = parse.GetValue(_output) ?? ServingOptions.UsualOutput,
                Slo = Slo(parse.GetValue(_slo)),
                Search = search,
                Attainment = parse.GetValue(_attainment) ?? 90,
            }),
            endpoint,
            key,
            file,
            traceFile,
            parse.GetValue(_timeout),
            headers);
    }

    private ServingTrace? TraceOf(string? file, string arrival, double[] rates, long mostTokens, ParseResult parse, Action<string> note)
    {
        if (file is null != (arrival != "trace"))
            throw Usage(file is null ? "--arrival trace needs a trace" : $"--trace does not go with --arrival {arrival}",
                file is null ? "add --trace FILE" : "leave --arrival out");
        if (file is null)
            return parse.GetValue(_speed) is null ? null : throw Usage("--speed belongs to --trace", "add --trace FILE, or use --rate");
        if (rates.Length > 0) throw Usage("a trace has times of its own, and no rate", "use --speed, or leave --rate out");
        var trace = ServingInputs.Trace(file, parse.GetValue(_requests), parse.GetValue(_speed) ?? 1, mostTokens, note);
        if (trace.DurationSeconds > LongestTraceSeconds)
            throw Usage($"the trace lasts {NumberText.Duration(trace.DurationSeconds)}, longer than "
                + $"{NumberText.Duration(LongestTraceSeconds)}",
                "raise --speed, or lower --requests");
        return trace;
    }

    private void CheckSearch(string search, string arrival, double[] rates, ParseResult parse)
    {
        if (arrival == "trace" || search == "rate" == (arrival == "closed"))
            throw Usage($"--search {search} does not go with --arrival {arrival}",
                search == "rate" ? "use --arrival poisson, constant or gamma" : "leave --arrival out");
        if (search == "concurrency" && rates.Length > 0)
            throw Usage("--search concurrency has no rate", "use --search rate, or leave --rate out");
        if (rates.Length > 1 || (search == "concurrency" && parse.GetValue(_concurrency)!.Length > 1))
            throw Usage("a search begins with one load", $"give --{search} once");
        if (parse.GetValue(_slo) is { } limits && Slo(limits) == new Slo())
            throw Usage("a search needs a limit", "write limits like --slo ttft=200ms,tpot=50ms");
        if (parse.GetValue(_slo) is { } given && Slo(given).E2E > LoadSearch.AnswerSeconds)
            throw Usage(FormattableString.Invariant(
                $"a search waits for an answer for {LoadSearch.AnswerSeconds} s, and cannot tell whether it keeps a longer e2e"),
                "lower e2e, or measure loads one by one with -c or --rate");
        if (search == "concurrency" && parse.GetValue(_concurrency)! is [> LoadSearch.HighestConcurrency])
            throw Usage(FormattableString.Invariant($"a search goes up to {LoadSearch.HighestConcurrency} users"),
                "lower --concurrency; without --search any number is measured");
        if (search != "rate") return;
        var start = rates is [var rate] ? rate : ServingOptions.UsualStart;
        if (start < LoadSearch.LeastRate)
            throw Usage(FormattableString.Invariant($"a search begins with at least {LoadSearch.LeastRate} requests per second"),
                "raise --rate");
        if (double.IsInfinity(start)) throw Usage("a search has no infinite rate", "give --rate a number, or leave it out");
        if (start > LoadSearch.HighestRate)
            throw Usage(FormattableString.Invariant($"a search goes up to {LoadSearch.HighestRate} requests per second"), "lower --rate");
        if (parse.GetValue(_requests) / start > LoadSearch.LongestSeconds)
            throw Usage(FormattableString.Invariant($"a load of the search would last longer than {LoadSearch.LongestSeconds} s"),
                "lower --requests, or raise --rate");
    }

    private static ImmutableArray<string> EnginesOf(ImmutableArray<string> wanted, LlmModel? own)
    {
        var able = ServingOptions.EnginesFor(own);
        foreach (var name in wanted)
        {
            if (ServerLauncher.All.All(launcher => launcher.Name != name))
                throw Usage($"there is no server '{name}' to start",
                    $"there are {string.Join(" and ", ServerLauncher.All.Select(launcher => launcher.Name))}");
            if (!able.Contains(name)) throw Usage($"{name} does not load this model", $"use --engine {able[0]}");
        }

        return wanted.IsEmpty ? able : wanted;
    }

    private static Slo Slo(string? text)
    {
        try
        {
            return text is null ? ServingOptions.UsualSlo : SloText.Parse(text);
        }
        catch (FormatException exception)
        {
            throw Usage(exception.Message, "write limits like --slo ttft=200ms,tpot=50ms");
        }
    }

    private static Option<string> Choice(string name, string description, string usual, params string[] values)
    {
        var option =
            new Option<string>(name) { Description = description, HelpName = string.Join('|', values), DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !values.Contains(token.Value))
                result.AddError($"'{token.Value}' is no value of {name}; it takes {string.Join(", ", values)}");
        });
        return option;
    }

    private static UserErrorException Usage(string what, string remedy) => new(what, remedy, ExitCode.Usage);
}
