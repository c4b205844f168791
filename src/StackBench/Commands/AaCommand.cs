using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StackBench.Commands.Options;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Statistics;
using StackBench.Core.Units;
using StackBench.Measuring;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>aa</c>: the same state twice. Tells and keeps the smallest change this machine can see in each metric.</summary>
internal static class AaCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var benchmarks = SharedOptions.Benchmarks();
        var plan = new PairedPlan(ScreeningPairs: NoiseFloor.LeastPairs);
        var measuring = new MeasuringOptions(plan, OutputFormat.Table, OutputFormat.Json);
        var command = new Command("aa", "Measure this machine against itself: the noise floor of each metric, kept as the least "
            + "threshold of later comparisons.") { benchmarks };
        measuring.AddTo(command);
        command.SetAction(async (parse, cancellation) =>
        {
            var shared = measuring.ReadWithModel(parse, parse.GetValue(benchmarks)!, surroundings.Note);
            var pairs = shared.Settings.Launches;
            if (pairs < NoiseFloor.LeastPairs)
                throw new UserErrorException(
                    $"{pairs} pairs tell no noise floor", $"give --pairs {NoiseFloor.LeastPairs} or more", ExitCode.Usage);
            var request = new PairRequest(
                shared, SideRequest.Plain, SideRequest.Plain, plan with { ScreeningPairs = pairs },
                ImmutableDictionary<string, double>.Empty, IsNoiseFloor: true);
            if (await AbCommand.MeasureAsync(request, surroundings, cancellation) is not { } outcome) return (int)ExitCode.NothingToRun;
            var floors = Floors(outcome, surroundings.Time.GetUtcNow());
            if (measuring.Format(parse) == OutputFormat.Json)
                surroundings.WriteLine(
                    JsonSerializer.Serialize(NoiseFloorDocument.Of(outcome.Machine, floors), HostJson.Default.NoiseFloorDocument));
            else
                Show(floors, outcome, surroundings);
            Keep(floors, outcome, surroundings);
            return (int)(
                outcome.IsInterrupted ? ExitCode.Interrupted : floors.IsEmpty || outcome.Loss is not null ? ExitCode.Failed : ExitCode.Ok);
        });
        return command;
    }

    private static ImmutableArray<StoredNoiseFloor> Floors(PairOutcome outcome, DateTimeOffset now) =>
    [
        .. from metric in outcome.Ended.Pairs
           let floor = NoiseFloor.Of(metric.Baseline.AsSpan(), metric.Candidate.AsSpan())
           where floor is not null
           select new StoredNoiseFloor(outcome.Machine, metric.Key, metric.Metric, floor.Value, metric.Baseline.Length, now),
    ];

    private static void Show(ImmutableArray<StoredNoiseFloor> floors, PairOutcome outcome, Surroundings surroundings)
    {
        var glyphs = Glyphs.Of(surroundings.Out);
        var rows = floors.Select(floor =>
        {
            var wanted = outcome.Options.Thresholds.Of(floor.Metric);
            var isAbove = floor.Floor > wanted;
            return (GridRow)new CellsRow(
            [
                glyphs.Text($"{floor.Key.Benchmark} {floor.Key.Workload}"),
                new Span(NumberText.Share(floor.Floor), isAbove ? Role.Warn : Role.Plain, IsHeading: true),
                new Span(NumberText.Share(wanted), Role.Muted),
                isAbove
                    ? new Span($"this machine cannot decide {NumberText.Share(wanted)} here", Role.Warn)
                    : new Span("fine enough", Role.Muted),
            ]);
        }).ToImmutableArray();
        if (!rows.IsEmpty)
            surroundings.Out.Write(new Grid([new("", MinWidth: 20), new(
                "noise floor", IsNumeric: true), new("wanted", IsNumeric: true), new("", MinWidth: 20)], rows, glyphs)
                .Layout(surroundings.Out.Profile.Width));
    }

    // Last, as the store may fail: what was measured is on stdout by then.
    private static void Keep(ImmutableArray<StoredNoiseFloor> floors, PairOutcome outcome, Surroundings surroundings)
    {
        if (floors.IsEmpty)
        {
            surroundings.Note(
                string.Create(CultureInfo.InvariantCulture, $"no noise floor: a metric needs {NoiseFloor.LeastPairs} whole pairs"));
            return;
        }

        using (var store = surroundings.OpenStore()) store.Save(floors);
        var falseAlarms = outcome.ToComparison().With(Verdict.Regression).Length;
        surroundings.Note($"kept for this machine; later comparisons use the greater of floor and threshold. False regressions among these "
            + $"equal sides: {falseAlarms}.");
    }
}
