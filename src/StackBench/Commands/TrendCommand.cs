using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StackBench.Commands.Options;
using StackBench.Core.Metrics;
using StackBench.Core.Trends;
using StackBench.Exchange.Export;
using StackBench.Measuring;
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
        what.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IsMetric(token.Value) && Catalog.All.All(benchmark => benchmark.Name != token.Value))
                result.AddError($"there is no benchmark or metric '{token.Value}'; metrics are "
                    + $"{string.Join(", ", MetricDefinitions.All.Select(metric => metric.Name))}");
        });
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
        var thresholds = ThresholdOption.Create();
        var format = FormatOption.Create("Form of the result (table).", OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("trend", "Show the history of a benchmark or metric: steps, what changed there, "
            + "and where it is heading.") { what, workload, limit, thresholds, format };
        command.SetAction(parse =>
        {
            using var store = surroundings.OpenStore();
            var name = parse.GetRequiredValue(what);
            var filter = parse.GetValue(workload);
            var observations =
                store.Observations(IsMetric(name) ? null : name, IsMetric(name) ? name : null, filter, parse.GetValue(limit) ?? UsualLimit);
            if (observations.IsEmpty) throw new UserErrorException(
                $"no stored run has a value of {name}{(filter is null ? "" : $" for '{filter}'")}",
                "Measure it: stackbench run. 'stackbench show latest' lists what there is.", ExitCode.Usage);
            var machine = MachineObservations.Newest(observations);
            var thresholdsOf = MachineThresholds.Of(ThresholdOption.Read(parse, thresholds), store.NoiseFloors(machine));
            var mine = MachineObservations.Of(observations, machine);
            NoteOthers(surroundings, observations, mine);
            var trends = SeriesTrends.Of(mine, thresholdsOf);
            Write(surroundings, trends, parse.GetValue(format) ?? OutputFormat.Table);
            return (int)ExitCode.Ok;
        });
        return command;
    }

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
            "step_cause");
        foreach (var trend in trends)
        {
            var steps = trend.Changes.ToDictionary(change => change.Index);
            foreach (var (index, point) in trend.Series.Points.Index())
            {
                var step = steps.GetValueOrDefault(index);
                var key = trend.Series.Key;
                CsvLine.Write(
                    writer, key.Benchmark, key.Workload, key.Device, key.Engine, trend.Series.Metric, trend.Series.Unit.Symbol, point.RunId,
                    (DateTimeOffset?)point.StartedAt, point.Value, step?.Ratio, step?.Cause?.ToString());
            }
        }
    }
}
