using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StackBench.Commands.Options;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Trends;
using StackBench.Exchange.Export;
using StackBench.Measuring;
using StackBench.Store;
using StackBench.Terminal;
using StackBench.Workloads;

namespace StackBench.Commands;

/// <summary><c>trend</c>: the history of metrics, where it stepped and what changed there.</summary>
internal static class TrendCommand
{
    private const int UsualLimit = 1000;

    public static Command Create(Surroundings surroundings)
    {
        var what =
            new Argument<string>("what") { Description = "A benchmark or a metric. See 'stackbench list'.", HelpName = "BENCHMARK|METRIC" };
        var workload = new Argument<string?>("workload")
        {
            Description = "Only workloads whose name contains this.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "TEXT",
        };
        var limit = new Option<int?>("--limit", "-n")
        {
            Description = $"How many of the newest runs ({UsualLimit}).",
            HelpName = "N",
            CustomParser = OptionParsers.Count("--limit", 1, 100_000),
        };
        var node = SharedOptions.Node("Only runs of the node of this name. Default: the machine that measured last.");
        var thresholds = ThresholdOption.Create();
        var format = FormatOption.Create("Form of the result (table).", OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("trend", "Show the history of a benchmark or metric: steps, what changed there, "
            + "and where it is heading.") { what, workload, limit, node, thresholds, format };
        command.SetAction(parse =>
        {
            using var store = surroundings.OpenStore();
            var name = parse.GetRequiredValue(what);
            if (MetricDefinitions.DescribesWork(name))
                throw new UserErrorException($"{name} tells what the work was, not how fast: it has no trend",
                    "Name a benchmark, or another metric.", ExitCode.Usage);
            var filter = parse.GetValue(workload);
            var most = parse.GetValue(limit) ?? UsualLimit;
            var wanted = parse.GetValue(node);
            var observations = Observed(store, name, filter, most, wanted);
            if (observations.IsEmpty && wanted is not null && !Observed(store, name, filter, most).IsEmpty)
                throw new UserErrorException($"no stored run of the node '{wanted}' has a value of {name}",
                    "Its runs: stackbench history --node NAME", ExitCode.Usage);
            if (observations.IsEmpty)
                throw Nothing(name, filter, isKnown: filter is not null && !Observed(store, name, null, most).IsEmpty);
            var machine = MachineObservations.Newest(observations);
            var thresholdsOf = MachineThresholds.Of(ThresholdOption.Read(parse, thresholds), store.NoiseFloors(machine));
            var mine = MachineObservations.Of(observations, machine);
            NoteOthers(surroundings, observations, mine);
            if (ImportedRuns.IsOfUnknownMachine(mine[0].Run.Fingerprint))
                surroundings.Note("the machine is unknown, as the imported files do not name it: these runs may be of several machines");
            var trends = SeriesTrends.Of(mine, thresholdsOf);
            Write(surroundings, trends, parse.GetValue(format) ?? OutputFormat.Table);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Of a benchmark or a metric; imported ones are known to the store alone.</summary>
    private static ImmutableArray<Observation> Observed(
        RunStore store, string name, string? workload, int limit, string? node = null) =>
        !IsMetric(name) && store.Observations(name, null, workload, limit, node) is { IsEmpty: false } benchmark
            ? benchmark
            : store.Observations(null, name, workload, limit, node);

    private static UserErrorException Nothing(string name, string? filter, bool isKnown) =>
        isKnown || IsMetric(name) || Catalog.All.Any(benchmark => benchmark.Name == name)
            ? new UserErrorException(
                $"no stored run has a value of {name}{(filter is null ? "" : $" for '{filter}'")}",
                "Measure it: stackbench run. 'stackbench show latest' lists what there is.", ExitCode.Usage)
            : new UserErrorException(
                $"there is no benchmark or metric '{name}', neither to measure nor in the store",
                $"See 'stackbench list'; metrics are {string.Join(", ", MetricDefinitions.All.Select(metric => metric.Name)
                    .Where(metric => !MetricDefinitions.DescribesWork(metric)))}",
                ExitCode.Usage);

    private static bool IsMetric(string name) => MetricDefinitions.All.Any(metric => metric.Name == name);

    private static void NoteOthers(Surroundings surroundings, ImmutableArray<Observation> all, ImmutableArray<Observation> mine)
    {
        static int Runs(ImmutableArray<Observation> observations) =>
            observations.Select(observation => observation.Run).Distinct(ReferenceEqualityComparer.Instance).Count();
        if (mine.Length < all.Length && Runs(all) - Runs(mine) is var others)
            surroundings.Note(
                string.Create(CultureInfo.InvariantCulture, $"{others} {(others == 1 ? "run" : "runs")} of other machines left out"));
    }

    private static void Write(Surroundings surroundings, ImmutableArray<SeriesTrend> trends, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                surroundings.WriteLine(JsonSerializer.Serialize(TrendDocument.Of(trends), TrendJson.Default.TrendDocument));
                break;
            case OutputFormat.Csv:
                WriteCsv(surroundings.Out.Profile.Out.Writer, trends);
                break;
            default:
                surroundings.Out.Write(TrendView.Lines(trends, surroundings.Out.Profile.Width, Glyphs.Of(surroundings.Out)));
                break;
        }
    }

    private static void WriteCsv(TextWriter writer, ImmutableArray<SeriesTrend> trends)
    {
        CsvLine.Write(writer, "benchmark", "workload", "device", "engine", "metric", "unit", "run", "started_at", "value", "step_ratio",
            "step_cause", "suspected_ratio");
        foreach (var trend in trends)
        {
            var steps = trend.Changes.ToDictionary(change => change.Index);
            foreach (var (index, point) in trend.Series.Points.Index())
            {
                var step = steps.GetValueOrDefault(index);
                var key = trend.Series.Key;
                CsvLine.Write(
                    writer, key.Benchmark, key.Workload, key.Device, key.Engine, trend.Series.Metric, trend.Series.Unit.Symbol, point.RunId,
                    (DateTimeOffset?)point.StartedAt, point.Value, step?.Ratio, step?.Cause?.ToString(),
                    trend.Newest is { } newest && newest.Index == index ? (double?)newest.Ratio : null);
            }
        }
    }
}
