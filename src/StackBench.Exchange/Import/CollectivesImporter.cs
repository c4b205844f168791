using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>
/// What nccl-tests and rccl-tests of all generations print or write as JSON and CSV: a result per message size and place. Times are
/// microseconds, rates 10⁹ bytes a second. A line whose check found wrong values is a failure, whatever it was timed at.
/// </summary>
internal sealed class CollectivesImporter : IRunImporter
{
    private const double Microsecond = 1e-6, Gigabyte = 1e9;

    public string Name => "nccl-tests";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return (source.Has("algbw") && source.Has("busbw")) || CollectivesJson.Recognizes(source);
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (CollectivesJson.Recognizes(source) && !source.Has("algbw")) return CollectivesJson.Read(this, source);
        var tables = CollectivesText.Tables(source);
        var left = new List<LeftOut>();
        var runs = tables.GroupBy(table => (table.Context.Gpu, table.Context.Library)).Select(group =>
        {
            var run =
                new ImportedRun(Name, source) { ToolVersion = group.First().Context.Tool, Facts = [.. group.First().Context.Facts()] };
            return (run, Results: (IEnumerable<BenchmarkResult>)[.. group.SelectMany(
                table => CollectivesText.Results(run with { Process = table.Process }, table, left))]);
        }).ToArray();
        return runs.Length == 0
            ? throw new ImportException(source.Name, null, "holds no table: expected a header with size, time, algbw and busbw")
            : ImportedRun.Files(runs, left);
    }

    /// <summary>One cell of the table: a size in one place.</summary>
    /// <param name="place">Null where the file does not say in or out of place.</param>
    public static BenchmarkResult Result(
        ImportedRun run, CollectivesContext context, CollectivesRow row, string? place, double microseconds, double algorithm, double bus,
        string? wrong, IEnumerable<double>? iterations = null)
    {
        var (workload, parameters) = (Workload(context, row, place), context.Parameters(row, place));
        double? count = double.TryParse(wrong, NumberStyles.Float, CultureInfo.InvariantCulture, out var found) ? found : null;
        if (wrong is not (null or "N/A") && count != 0)
            return run.Result("collective", workload, "gpu", new Failed(
                FailureStage.Check, $"{count?.ToString("0.###", CultureInfo.InvariantCulture) ?? wrong} wrong values", []), parameters);
        // Beside a rate below what is printed the other one is coarse as well: the time alone counts.
        return run.Result(
            "collective", workload, "gpu",
            [
                .. bus > 0 && microseconds > 0
                    ? [ImportedRun.Value(MetricDefinitions.BusBandwidth, bus * Gigabyte),
                        ImportedRun.Value(MetricDefinitions.AlgorithmBandwidth, algorithm * Gigabyte)]
                    : (MetricValue[])[],
                ImportedRun.Time(microseconds * Microsecond),
            ],
            iterations?.Select(time => time * Microsecond) ?? [], parameters);
    }

    public static BenchmarkResult Failure(
        ImportedRun run, CollectivesContext context, CollectivesRow row, string? place, string reason, IEnumerable<string> tail) =>
        run.Result(
            "collective", Workload(context, row, place), "gpu", new Failed(FailureStage.Measure, reason, [.. tail]),
            context.Parameters(row, place));

    private static string Workload(CollectivesContext context, CollectivesRow row, string? place) => string.Join(' ', ((string?[])
        [
            context.Collective, $"{row.Size} B", row.Type, row.Operation is "none" ? null : row.Operation,
            row.Root is null or "-1" ? null : $"root {row.Root}", place,
        ]).Where(part => !string.IsNullOrEmpty(part)));
}
