using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Exchange.Import;

/// <summary>
/// The result that <c>vllm bench serve</c> and SGLang's <c>bench_serving</c> print: a load for each table, with what the command line or
/// the printed arguments above it say of the requests.
/// </summary>
internal static partial class ServingText
{
    private const string Title = " Serving Benchmark Result ";

    /// <summary>Arguments that say what the work was, as both tools name them.</summary>
    private static readonly string[] Arguments =
        ["dataset_name", "random_input_len", "random_output_len", "random_range_ratio", "random_prefix_len", "sharegpt_output_len",
            "hf_output_len", "burstiness", "endpoint"];

    public static bool Recognizes(ImportSource source) => source.Has($"={Title}=");

    /// <summary>Whether SGLang wrote it: its tables name the backend.</summary>
    public static bool IsOfSglang(ImportSource source) =>
        source.Lines.Any(line => line.Text.StartsWith("Backend:", StringComparison.Ordinal));

    public static ImportedFile Read(string format, ImportSource source)
    {
        var run = new ImportedRun(format, source);
        var starts = source.Lines.Index().Where(line => line.Item.Text.Contains(Title, StringComparison.Ordinal))
            .Select(line => line.Index).Append(source.Lines.Count).ToArray();
        string[] lines = [.. source.Lines.Select(line => line.Text)];
        var results = new List<BenchmarkResult>();
        var left = new List<LeftOut>();
        var first = Above(lines[..starts[0]]);
        var ended = 0;
        for (var i = 0; i + 1 < starts.Length; i++)
        {
            string[] table = [.. lines[starts[i]..starts[i + 1]].TakeWhile((line, index) => index == 0 || !Closing().IsMatch(line))];
            // What stands between two tables belongs to the second one; what is not said there was said above the first.
            var above = Above(lines[ended..starts[i]]);
            foreach (var (name, value) in first) above.TryAdd(name, value);
            ended = starts[i] + table.Length;
            // A table that does not end is cut, and so may be its last number.
            if (ended == lines.Length)
            {
                left.Add(new LeftOut(string.Create(CultureInfo.InvariantCulture, $"line {source.Lines[^1].Number}"),
                    "the last table is cut", IsRefused: true));
                table = table[..^1];
            }

            var fields = Fields(table);
            if (Number(fields, "Successful requests") is null && Number(fields, "Output token throughput (tok/s)") is null)
                left.Add(new LeftOut(string.Create(CultureInfo.InvariantCulture, $"line {source.Lines[starts[i]].Number}"),
                    "the table holds no number", IsRefused: true));
            else results.Add(LoadOf(fields, above).In(run with { Process = i + 1 }));
        }

        return run.File(results, left);
    }

    private static ServingLoad LoadOf(Dictionary<string, string> fields, Dictionary<string, string> above)
    {
        var completed = Number(fields, "Successful requests");
        var prompts = completed + Number(fields, "Failed requests") ?? Parsed(above.GetValueOrDefault("num_prompts")) ?? completed;
        string? Said(string argument) => above.GetValueOrDefault(argument) is { } value and not "None" ? value : null;
        var rate = Word(fields, "Traffic request rate") ?? Word(fields, "Request rate configured (RPS)") ?? Said("request_rate")
            ?? Said("Traffic request rate");
        return new ServingLoad(
            Said("model") ?? Said("served_model_name") ?? "unknown model", rate is "inf" ? null : rate,
            Word(fields, "Max request concurrency") ?? Word(fields, "Max reqeuest concurrency")
                ?? Word(fields, "Maximum request concurrency") ?? Said("max_concurrency") ?? Said("Maximum request concurrency"), prompts)
        {
            Completed = completed,
            TokenRate = Number(fields, "Output token throughput (tok/s)"),
            RequestRate = Number(fields, "Request throughput (req/s)"),
            Backend = Word(fields, "Backend") ?? Said("backend"),
            Metrics = Metrics(fields),
            Parameters =
            [
                ("input_tokens", ServingLoad.PerRequest(Number(fields, "Total input tokens"), completed)),
                ("output_tokens", ServingLoad.AboutPerRequest(Number(fields, "Total generated tokens"), completed)),
                .. Arguments.Select(argument => (argument, Said(argument))),
            ],
        };
    }

    private static IReadOnlyList<MetricValue> Metrics(Dictionary<string, string> fields) =>
    [
        .. Number(fields, "Request goodput (req/s)") is { } goodput
            ? [ServingLoad.Value("goodput", goodput, Unit.RequestPerSecond)]
            : (MetricValue[])[],
        .. (Number(fields, "Total Token throughput (tok/s)") ?? Number(fields, "Total token throughput (tok/s)")) is { } total
            ? [ServingLoad.Value("total-token-rate", total, Unit.TokenPerSecond)]
            : (MetricValue[])[],
        .. from field in fields
           let name = Latency().Match(field.Key)
           where name.Success && Parsed(field.Value) is not null
           select ServingLoad.Value(
               $"{name.Groups["statistic"].Value}-{name.Groups["what"].Value.Replace(" Latency", "", StringComparison.Ordinal)}"
                   .ToLowerInvariant(),
               Parsed(field.Value)!.Value / 1000, Unit.Second),
    ];

    private static Dictionary<string, string> Fields(IEnumerable<string> lines) => lines.Select(line => Field().Match(line))
        .Where(match => match.Success).DistinctBy(match => match.Groups["name"].Value)
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);

    /// <summary>
    /// Arguments of the command, those of the list that both tools print before they start, and what they say of the load.
    /// </summary>
    private static Dictionary<string, string> Above(string[] lines) => lines
        .SelectMany(line => Argument().Matches(line).Concat(Load().Matches(line)))
        .Select(match => (Name: match.Groups["name"].Value.Replace('-', '_'), Value: match.Groups["value"].Value.Trim('\'', '"')))
        .GroupBy(argument => argument.Name, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal);

    private static string? Word(Dictionary<string, string> fields, string name) =>
        fields.GetValueOrDefault(name) is { } value and not ("not set" or "None") ? value : null;

    private static double? Number(Dictionary<string, string> fields, string name) => Parsed(fields.GetValueOrDefault(name));

    private static double? Parsed(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    [GeneratedRegex(@"^\s*(?<name>[A-Z][^:=]{1,60}):\s+(?<value>[^:]{1,60}?)\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Field();

    [GeneratedRegex(@"^\s*={20,}\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Closing();

    [GeneratedRegex(@"^(?<name>Traffic request rate|Maximum request concurrency): (?<value>[\w.]*\w)", RegexOptions.None,
        ImportText.Patience)]
    private static partial Regex Load();

    [GeneratedRegex(@"^(?<statistic>Mean|Median|P[\d.]+|Max) (?<what>TTFT|TPOT|ITL|E2EL|E2E Latency) \(ms\)$", RegexOptions.None,
        ImportText.Patience)]
    private static partial Regex Latency();

    [GeneratedRegex(
        @"(?:(?<=[\s(])|^)--(?<name>[a-z][a-z0-9-]*)[ =]+(?<value>'[^']*'|""[^""]*""|[^\s'""\\-][^\s\\]*)"
            + @"|(?<=[(\s])(?<name>[a-z][a-z0-9_]*)=(?<value>'[^']*'|[^\s,()\[\]{}']+)(?=[,)])",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Argument();
}
