using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>One load on a server as another client reports it; quantiles keep their names.</summary>
internal sealed record ServingLoad(string Model, string? Rate, string? Concurrency, double? Requests)
{
    /// <summary>Requests that were answered; null where the tool does not count them.</summary>
    public double? Completed { get; init; }

    public double? TokenRate { get; init; }

    public double? RequestRate { get; init; }

    public string? Backend { get; init; }

    /// <summary>Further metrics.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init; } = [];

    /// <summary>Of the requests and the server, besides rate, concurrency, number and model.</summary>
    public IReadOnlyList<(string Name, string? Value)> Parameters { get; init; } = [];

    public BenchmarkResult In(ImportedRun run)
    {
        var model = ModelName(Model);
        var workload = $"{model} rate {Rate ?? "inf"} concurrency {Concurrency ?? "unlimited"}"
            + (Requests is { } number ? string.Create(CultureInfo.InvariantCulture, $" prompts {number}") : "");
        Parameters parameters = ImportParameters.Of(
        [
            ("model", model), ("rate", Rate), ("concurrency", Concurrency), ("prompts", Text(Requests)), ("backend", Backend),
            .. Parameters,
        ]);
        if (Completed == 0)
            return run.Result(
                "llm-serve", workload, "server", new Failed(FailureStage.Measure, "no request was completed", []), parameters);
        var lost = Requests - Completed;
        Note[] notes = lost > 0
            ? [new Note(
            "requests-failed", string.Create(CultureInfo.InvariantCulture, $"{lost} of {Requests} requests were not completed."))]
            : [];
        MetricValue[] rates =
        [
            .. TokenRate is { } tokens ? [ImportedRun.Value(MetricDefinitions.TokenRate, tokens)] : (MetricValue[])[],
            .. RequestRate is { } requests ? [Value("request-rate", requests, Unit.RequestPerSecond)] : (MetricValue[])[],
        ];
        return run.Result("llm-serve", workload, "server", [.. rates, .. Metrics.DistinctBy(metric => metric.Metric)
            .Where(metric => rates.All(rate => rate.Metric != metric.Metric))], [], parameters, Backend, notes);
    }

    public static MetricValue Value(string name, double value, Unit unit) =>
        new(name, value, unit, unit == Unit.Second ? Better.Lower : Better.Higher);

    /// <summary>Tokens of one request where each has about as many; whole numbers, as lengths vary a little.</summary>
    public static string? PerRequest(double? tokens, double? requests) =>
        tokens > 0 && requests > 0 ? Text(Math.Round(tokens.Value / requests.Value)) : null;

    /// <summary>Tokens of one request to two digits: answers vary a little from run to run, and are no parameter by themselves.</summary>
    public static string? AboutPerRequest(double? tokens, double? requests)
    {
        if (!(tokens > 0 && requests > 0) || tokens.Value / requests.Value is not (>= 0.5 and < 1e15 and var each)) return null;
        var step = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(each)) - 1));
        return Text(Math.Round(each / step) * step);
    }

    /// <summary>The folders of a model's path are where somebody keeps it; the names of Hugging Face have one slash.</summary>
    public static string ModelName(string model)
    {
        var path = model.TrimEnd('/', '\\');
        var isPath = path.Length > 0 && (path[0] is '/' or '.' or '~' || path.Contains('\\', StringComparison.Ordinal));
        return isPath ? path[(path.LastIndexOfAny(['/', '\\']) + 1)..] : model;
    }

    private static string? Text(double? number) => number?.ToString(CultureInfo.InvariantCulture);
}
