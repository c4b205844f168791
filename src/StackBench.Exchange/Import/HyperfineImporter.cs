using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>
/// hyperfine's <c>--export-json</c>: each time is a process of its own, so each is a launch. And its <c>--export-csv</c>.
/// </summary>
internal sealed class HyperfineImporter : IRunImporter
{
    private const string CsvHeader = "command,mean,stddev,median,user,system,min,max", Parameter = "parameter_";

    public string Name => "hyperfine";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return (source.Has("\"results\"") && source.Has("\"command\"") && (source.Has("\"stddev\"") || source.Has("\"times\"")))
            || source.Lines.Any(line => line.Text.StartsWith(CsvHeader, StringComparison.Ordinal));
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var run = new ImportedRun(Name, source);
        if (source.Lines.Any(line => line.Text.StartsWith(CsvHeader, StringComparison.Ordinal))) return run.File(Csv(run));
        var (roots, left) = JsonDocuments.Of(source, root => root.IsObject && root.Find("results") is { IsList: true });
        return run.File(roots.SelectMany(root => root.Get("results").Items).Select(entry => Result(run, entry)), left);
    }

    private static BenchmarkResult Result(ImportedRun run, JsonField entry)
    {
        var command = entry.Get("command").Text;
        var parameters = ImportParameters.Of(
            entry.Find("parameters") is { IsObject: true } given
                ? given.Members.Select(member => (member.Name, (string?)member.Value.Text))
                : []);
        if (Failure(entry) is { } failure)
            return run.Result("command", command, "cpu", new Failed(FailureStage.Measure, failure, []), parameters);
        var times = entry.Find("times")?.Numbers ?? [(entry.Find("median") ?? entry.Get("mean")).Number];
        if (times.IsEmpty) throw entry.Get("times").Wrong("a list of times");
        return Measured(run, command, times, parameters);
    }

    private static BenchmarkResult Measured(ImportedRun run, string command, ImmutableArray<double> times, Parameters parameters) =>
        times.Any(time => !(time > ImportText.LeastSeconds))
            ? run.Result("command", command, "cpu", new Skipped("hyperfine wrote a time of 0: not measured"), parameters)
            : run.Result("command", command, "cpu", new Ok([ImportedRun.Median(MetricDefinitions.CallTime, times)], []), parameters) with
            {
                Launches =
                [
                    .. times.Select((time, index) => run.LaunchOf(index + 1, [time], null) with
                    {
                        Values = ImmutableSortedDictionary<string, double>.Empty.Add(MetricDefinitions.CallTime.Name, time),
                    }),
                ],
            };

    // hyperfine writes null for a process that a signal ended; -i goes on after failures.
    private static string? Failure(JsonField entry)
    {
        if (entry.Find("exit_codes") is not { IsList: true } codes) return null;
        var all = codes.Items.ToArray();
        var killed = all.Count(code => code.Element.ValueKind == JsonValueKind.Null);
        if (killed > 0)
            return string.Create(CultureInfo.InvariantCulture, $"the command was killed by a signal in {killed} of {all.Length} runs");
        var failed = all.Where(code => code.Number != 0).ToArray();
        return failed.Length == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture,
            $"the command ended with exit code {failed[0].Number} in {failed.Length} of {all.Length} runs");
    }

    private static IEnumerable<BenchmarkResult> Csv(ImportedRun run)
    {
        string[]? names = null;
        foreach (var (number, text) in run.Source.Lines)
        {
            var cells = CsvCells.Of(text);
            if (text.StartsWith(CsvHeader, StringComparison.Ordinal)) names = cells;
            else if (names is not null && text.Length > 0)
            {
                if (cells.Length != names.Length
                    || !double.TryParse(cells[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var median))
                    throw new ImportException(
                        run.Source.Name, string.Create(CultureInfo.InvariantCulture, $"line {number}"), "not a line of results");
                yield return Measured(run, cells[0], [median], ImportParameters.Of(names.Zip(cells)
                    .Where(cell => cell.First.StartsWith(Parameter, StringComparison.Ordinal))
                    .Select(cell => (cell.First[Parameter.Length..], (string?)cell.Second))));
            }
        }
    }
}
