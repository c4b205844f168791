using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>
/// The text of nccl-tests and rccl-tests: a result per message size and place. Times are microseconds, rates 10⁹ bytes a second. A line
/// whose check found wrong values is a failure, whatever it was timed at.
/// </summary>
internal sealed class CollectivesImporter : IRunImporter
{
    private const double Microsecond = 1e-6, Gigabyte = 1e9;
    private const int Figures = 4;

    public string Name => "nccl-tests";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Text.Contains("algbw", StringComparison.Ordinal) && source.Text.Contains("busbw", StringComparison.Ordinal);
    }

    public Run Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var run = new ImportedRun(Name, source);
        return run.With(source.Lines.Where(line => line.Text.TrimStart() is [>= '0' and <= '9', ..])
            .SelectMany(line => Results(run, source, line.Number, line.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    private static IEnumerable<BenchmarkResult> Results(ImportedRun run, ImportSource source, int line, string[] words)
    {
        // size count type [redop] [root], then time algbw busbw #wrong out of place and again in place.
        var begin = words.Length - (2 * Figures);
        if (begin < 3)
            throw new ImportException(source.Name, string.Create(CultureInfo.InvariantCulture, $"line {line}"),
                "not a line of results: expected a size, a type and twice time, algbw, busbw, #wrong");
        var shape = $"{words[0]} B {string.Join(' ', words[2..begin])}";
        for (var place = 0; place < 2; place++)
        {
            var figures = words[(begin + (place * Figures))..(begin + ((place + 1) * Figures))];
            var workload = $"{shape} {(place == 0 ? "out of place" : "in place")}";
            if (figures[3] is not ("0" or "N/A"))
            {
                yield return run.Result("collective", workload, "gpu", new Failed(FailureStage.Check, $"{figures[3]} wrong values", []));
                continue;
            }

            double Number(int index) => double.TryParse(figures[index], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && value >= 0 && double.IsFinite(value)
                ? value
                : throw new ImportException(
                source.Name, string.Create(CultureInfo.InvariantCulture, $"line {line}"), $"'{figures[index]}' is no number");
            var time = Number(0) * Microsecond;
            // A size of nothing, or one below the resolution of the printed rate, has a time and no rate.
            MetricValue[] metrics = Number(2) > 0
                ? [ImportedRun.Value(MetricDefinitions.BusBandwidth, Number(2) * Gigabyte),
                ImportedRun.Value(MetricDefinitions.AlgorithmBandwidth, Number(1) * Gigabyte), ImportedRun.Time(time)]
                : [ImportedRun.Time(time)];
            yield return run.Result("collective", workload, "gpu", metrics, []);
        }
    }
}
