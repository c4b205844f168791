using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>The charts of a run.</summary>
public static class RunChart
{
    /// <summary>Points of a line and channels of telemetry in a drawing of its own.</summary>
    private const int MostPoints = 400, MostPanels = 3;

    /// <summary>Every chart of a kind that a run has, as the report draws it.</summary>
    public static ImmutableArray<Chart> Of(Run run, ChartKind kind)
    {
        ArgumentNullException.ThrowIfNull(run);
        return kind switch
        {
            ChartKind.Sweep => [.. Sweep.Of(run.Results).Select(sweep => Of(sweep, run))],
            ChartKind.Roofline => [.. Roofline.Of(run.Results).Select(Of)],
            ChartKind.Samples =>
                [.. run.Results.Where(result => result.Outcome is Ok)
                    .Select(result => SampleChart.Of(result, MostPoints, MostPanels)).OfType<Chart>()],
            _ => [.. run.Results.Select(result => OfSamples(result, kind)).OfType<Chart>()],
        };
    }

    /// <summary>The chart of a kind that shows a result; null where there is none.</summary>
    public static Chart? Of(Run run, ChartKind kind, BenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(result);
        return kind switch
        {
            ChartKind.Sweep =>
                Sweep.Of(run.Results).Where(sweep => sweep.Points.Any(point => point.Key == result.Key))
                    .Select(sweep => Of(sweep, run)).FirstOrDefault(),
            ChartKind.Roofline => Roofline.Of(run.Results).Where(roofline => roofline.Device == result.Device).Select(Of).FirstOrDefault(),
            _ => OfSamples(result, kind),
        };
    }

    private static Chart Of(Sweep sweep, Run run) => new(
        $"{sweep.Benchmark} {SweepText.Where(sweep)}",
        $"{sweep.Benchmark}: {MetricName.Of(sweep.Points[0].Value.Metric)} over {SweepText.Parameter(sweep)}",
        SweepKernels.Of(sweep, run.Results),
        surface => SweepChart.Draw(surface, sweep));

    private static Chart Of(Roofline roofline) => new(
        roofline.Device, $"roofline of {roofline.Device}: FLOP/s over FLOP per byte, memory {roofline.Memory.Rate.Quantity}",
        [.. RooflineChart.Shown(roofline).Select((point, index) => new ChartLegend(point.Key, Line(point, index + 1)))],
        surface => RooflineChart.Draw(surface, roofline));

    private static string Line(RooflinePoint point, int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"{number} {point.Key.Benchmark} {point.Key.Workload}: "
            + $"{point.Rate.Quantity}"
            + $"{(point.ShareOfRoof is { } share ? $", {NumberText.Share(share)} of the {(point.IsMemoryBound ? "memory"
            : "compute")} roof" : "")}");

    private static Chart? OfSamples(BenchmarkResult result, ChartKind kind)
    {
        ImmutableArray<double>[] launches = [.. result.Launches.Select(
            launch => launch.Samples.Select(sample => sample.DurationSeconds).ToImmutableArray())
            .Where(samples => !samples.IsEmpty)];
        if (launches.Length == 0 || result.Outcome is not Ok) return null;
        double[] all = [.. launches.SelectMany(samples => samples)];
        var subject = $"{result.Benchmark} {result.Workload} {result.Device}";
        return kind == ChartKind.Distribution
            ? new Chart(subject,
            $"distribution of {NumberText.Exact(all.Length)} samples, median "
            + $"{NumberText.Quantity(Core.Statistics.Quantile.Median(all), Unit.Second)} a call",
            [], surface => HistogramChart.Draw(surface, all, Unit.Second))
            : new Chart(subject, "samples in order, time of a call", [], surface => Samples(surface, launches));
    }

    private static void Samples(IChartSurface surface, ImmutableArray<double>[] launches)
    {
        ChartSeries[] series = [.. launches.Select((samples, index) => new ChartSeries(samples, index % 2 == 0 ? Role.Plain : Role.Muted))];
        var marks = ImmutableArray.CreateBuilder<ChartMark>();
        var begin = 0;
        foreach (var one in series.SkipLast(1)) marks.Add(new ChartMark(begin += one.Values.Length, Role.Muted));
        SeriesChart.Draw(surface, series, Unit.Second, marks.ToImmutable());
    }
}
