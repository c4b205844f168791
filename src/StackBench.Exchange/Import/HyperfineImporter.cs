using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>
/// hyperfine's <c>--export-json</c>: each time is a process of its own, so each is a launch. And its <c>--export-csv</c>, its tables and
/// what it prints.
/// </summary>
internal sealed class HyperfineImporter : IRunImporter
{
    /// <summary>Beyond the times of one command, so that processes of several documents have different numbers.</summary>
    private const int MostTimes = 1_000_000;

    public string Name => "hyperfine";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return IsJson(source) || source.Lines.Any(line => HyperfineCsv.IsHeader(line.Text)) || HyperfineText.Recognizes(source);
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var run = new ImportedRun(Name, source);
        if (source.Lines.Any(line => HyperfineCsv.IsHeader(line.Text)))
        {
            var cut = new List<LeftOut>();
            BenchmarkResult[] rows =
                [.. HyperfineCsv.Rows(source, cut).Select(row => Measured(run, row.Command, [row.Median], row.Parameters))];
            return run.File(rows, cut);
        }

        if (!IsJson(source) && HyperfineText.Recognizes(source)) return run.File(HyperfineText.Results(run));
        var (roots, left) = JsonDocuments.Of(source, root => root.IsObject && root.Find("results") is { IsList: true });
        var metadata = roots[0].Find("metadata") is { IsObject: true } found ? found : roots[0];
        run = run with
        {
            StartedAt = ImportedRun.Date(metadata.Find("start_time")) ?? source.ImportedAt,
            ToolVersion = metadata.Word("hyperfine_version"),
        };
        var broken = left.ToList();
        BenchmarkResult[] results = [.. ImportedRun.Each(
            roots.SelectMany((root, index) => root.Get("results").Items.Select(entry => (index, entry))),
            one => Result(run with { Process = 1 + (one.index * MostTimes) }, one.entry), broken)];
        return run.File(results, broken);
    }

    private static bool IsJson(ImportSource source) => source.Has("\"results\"") && source.Has("\"command\"")
        && (source.Has("\"stddev\"") || source.Has("\"times\"") || source.Has("\"time_wall_clock\""));

    private static BenchmarkResult Result(ImportedRun run, JsonField entry)
    {
        var command = entry.Word("name") ?? entry.Get("command").Text;
        // Since version 2 the value stands in an object.
        var parameters = ImportParameters.Of(
            entry.Find("parameters") is { IsObject: true } given
                ? given.Members.Select(member =>
                    (member.Name, member.Value.IsObject ? member.Value.Word("value") : (string?)member.Value.Text))
                : []);
        if (Failure(entry) is { } failure)
            return run.Result("command", command, "cpu", new Failed(FailureStage.Measure, failure, []), parameters);
        ImmutableArray<double> times = Runs(entry) is { Length: > 0 } runs
            ? [.. runs.Select(one => Seconds(one.Get("time_wall_clock")))]
            : entry.Find("times")?.Numbers ?? [(entry.Find("median") ?? entry.Get("mean")).Number];
        if (times.IsEmpty) throw entry.Get("times").Wrong("a list of times");
        return Measured(run, command, times, parameters);
    }

    private static JsonField[] Runs(JsonField entry) => entry.Find("measurements") is { IsList: true } list ? [.. list.Items] : [];

    private static double Seconds(JsonField time) => time.IsObject ? time.Get("value").Number : time.Number;

    private static BenchmarkResult Measured(ImportedRun run, string command, ImmutableArray<double> times, Parameters parameters) =>
        times.Any(time => !(time > ImportText.LeastSeconds))
            ? run.Result("command", command, "cpu", new Skipped("hyperfine wrote a time of 0: not measured"), parameters)
            : run.Result("command", command, "cpu", new Ok([ImportedRun.Median(MetricDefinitions.CallTime, times)], []), parameters) with
            {
                Launches =
                [
                    .. times.Select((time, index) => run.LaunchOf(run.Process + index, [time], null) with
                    {
                        Values = ImmutableSortedDictionary<string, double>.Empty.Add(MetricDefinitions.CallTime.Name, time),
                    }),
                ],
            };

    // hyperfine writes null for a process that a signal ended; -i goes on after failures.
    private static string? Failure(JsonField entry)
    {
        JsonField[] all = entry.Find("exit_codes") is { IsList: true } codes
            ? [.. codes.Items]
            : [.. Runs(entry).Where(one => one.Element.TryGetProperty("exit_code", out _))
                .Select(one => one with { Element = one.Element.GetProperty("exit_code") })];
        var killed = all.Count(code => code.Element.ValueKind == JsonValueKind.Null);
        if (killed > 0)
            return string.Create(CultureInfo.InvariantCulture, $"the command was killed by a signal in {killed} of {all.Length} runs");
        var failed = all.Where(code => code.Number != 0).ToArray();
        return failed.Length == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture,
            $"the command ended with exit code {failed[0].Number} in {failed.Length} of {all.Length} runs");
    }
}
