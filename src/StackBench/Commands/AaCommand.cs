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
        var force = new Option<bool>("--force") { Description = "Keep the noise floor even if other processes used the CPU meanwhile." };
        var clear = new Option<bool>("--clear") { Description = "Measure nothing: remove the noise floors of this machine." };
        foreach (var option in (Option[])[force, clear]) command.Add(option);
        command.SetAction(async (parse, cancellation) =>
        {
            if (parse.GetValue(clear)) return (int)Clear(surroundings);
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
            if (outcome.Loss is { } loss) StoreRescue.Explain(surroundings, [outcome.Ended.Baseline, outcome.Ended.Candidate], loss);
            var isKept = Keep(floors, outcome, parse.GetValue(force), surroundings);
            return (int)(
                outcome.IsInterrupted ? ExitCode.Interrupted
                    : !isKept ? ExitCode.Failed
                    : outcome.Loss is null ? ExitCode.Ok
                    : ExitCode.Partial);
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

    private static ExitCode Clear(Surroundings surroundings)
    {
        using var store = surroundings.OpenStore();
        var removed = store.RemoveNoiseFloors(ThisMachine.Key(surroundings));
        surroundings.Note(string.Create(CultureInfo.InvariantCulture, $"removed the noise floors of {removed} metrics of this machine"));
        return ExitCode.Ok;
    }

    // Last, as the store may fail: what was measured is on stdout by then.
    private static bool Keep(ImmutableArray<StoredNoiseFloor> floors, PairOutcome outcome, bool isForced, Surroundings surroundings)
    {
        if (floors.IsEmpty)
        {
            surroundings.Note(
                string.Create(CultureInfo.InvariantCulture, $"no noise floor: a metric needs {NoiseFloor.LeastPairs} whole pairs"));
            return false;
        }

        // A floor from a busy hour would hide changes in every quiet one.
        if (!isForced && RunContention.Obstacle([outcome.Ended.Baseline], [outcome.Ended.Candidate]) is { } busy)
        {
            surroundings.Note($"not kept, as {busy}: measure on a quiet machine, or keep it with --force");
            return false;
        }

        using (var store = surroundings.OpenStore()) store.Save(floors);
        var falseAlarms = outcome.ToComparison().With(Verdict.Regression).Length;
        surroundings.Note($"kept for this machine; later comparisons use the greater of floor and threshold. False regressions among these "
            + $"equal sides: {falseAlarms}.");
        return true;
    }
}
