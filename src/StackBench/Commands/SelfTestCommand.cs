using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using StackBench.Commands.Options;
using StackBench.Core.Assessments;
using StackBench.Core.Units;
using StackBench.Core.Validation;
using StackBench.Fleet.Simulation;
using StackBench.Serving.SelfCheck;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>
/// <c>selftest statistics</c>: simulates what the verdicts promise and fails where a promise is not kept. <c>selftest serving</c>: measures
/// what the load generator can do here. <c>selftest fleet</c>: the same as the first for the search for slow nodes.
/// </summary>
internal static class SelfTestCommand
{
    private const int ServingStreams = 64;

    public static Command Create(Surroundings surroundings)
    {
        var statistics =
            new Command("statistics", "Simulate false-alarm rates and power of the verdicts, with fixed seeds; takes up to a minute.");
        statistics.SetAction(_ => (int)Run([.. StatisticsSelfTest.Run()], surroundings));
        var serving = new Command(
            "serving", "Measure the load generator against a null server; takes some seconds and all processors.");
        serving.SetAction(async (_, cancellation) => (int)await ServingAsync(surroundings, cancellation));
        return new Command("selftest", "Check the promises that the program itself makes.") { statistics, serving, Fleet(surroundings) };
    }

    private static Command Fleet(Surroundings surroundings)
    {
        var nodes = new Option<int?>("--nodes")
        {
            Description = "Also judge a simulated fleet of N nodes with 8 GPUs each and 50 faults (10000: 0.5 GB of memory).",
            HelpName = "N",
            CustomParser = OptionParsers.Count("--nodes", 50, 20_000),
        };
        var fleet = new Command("fleet", "Simulate how often 'fleet outliers' finds faults and raises false alarms; takes some seconds.")
        {
            nodes,
        };
        fleet.SetAction(parse =>
        {
            if (parse.GetValue(nodes) is not { } count) return (int)Run([.. FleetSelfTest.Run()], surroundings);
            var large = FleetScenario.Run(count, surroundings.Time);
            surroundings.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{large.Nodes} nodes, {large.Values} values: {large.Found} of {large.Faults} faults found, {large.False} false"));
            surroundings.Note($"judged in {NumberText.Duration(large.JudgingSeconds)}");
            return (int)(large.IsKept ? ExitCode.Ok : ExitCode.Failed);
        });
        return fleet;
    }

    private static async Task<ExitCode> ServingAsync(Surroundings surroundings, CancellationToken cancellation)
    {
        var capacity = await ClientCapacity.MeasureAsync(ServingStreams, surroundings.Time, cancellation);
        surroundings.WriteLine($"events per second      {NumberText.Number(capacity.EventsPerSecond)}");
        surroundings.WriteLine($"dispatch lag, p99      {NumberText.Duration(capacity.DispatchLag)}");
        surroundings.WriteLine($"floor of TTFT, median  {NumberText.Duration(capacity.FloorTtft)}");
        surroundings.WriteLine(
            $"a load is valid up to {NumberText.Number(capacity.EventsPerSecond * ClientVerdict.MostOfCapacity)} events per second");
        if (capacity.DispatchLag > ClientVerdict.LeastLag)
            surroundings.Note("requests leave late on this machine: it does other work, or its timers are coarse");
        return ExitCode.Ok;
    }

    private static ExitCode Run(ImmutableArray<StatisticsCheck> checks, Surroundings surroundings)
    {
        surroundings.Out.Write(Table(checks, surroundings).Layout(surroundings.Out.Profile.Width));
        var broken = checks.Count(check => !check.IsKept);
        surroundings.WriteLine(broken == 0
            ? $"{checks.Length} promises kept"
            : $"{broken} of {checks.Length} promises broken");
        return broken == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static Grid Table(ImmutableArray<StatisticsCheck> checks, Surroundings surroundings)
    {
        ImmutableArray<GridColumn> columns =
        [
            new("", MinWidth: 20), new("promised", IsNumeric: true), new("measured", IsNumeric: true), new("count", IsNumeric: true),
            new("band", IsNumeric: true), new(""),
        ];
        var rows = checks.GroupBy(check => check.Group).SelectMany(group => group
            .Select(GridRow (check) => new CellsRow(Cells(check)))
            .Prepend(new HeadingRow([new Span(group.Key, IsHeading: true)])));
        return new Grid(columns, [.. rows], Glyphs.Of(surroundings.Out));
    }

    private static ImmutableArray<Span> Cells(StatisticsCheck check)
    {
        var (sign, band) = check.Promise switch
        {
            Promise.AtMost => ("at most ", $"to {check.Band.High}"),
            Promise.AtLeast => ("at least ", $"from {check.Band.Low}"),
            _ => ("", $"{check.Band.Low} to {check.Band.High}"),
        };
        return
        [
            "  " + check.Case,
            sign + Percent(check.Rate),
            Percent((double)check.Count / check.Trials),
            $"{check.Count} of {check.Trials}",
            band,
            check.IsKept ? new Span("kept", Role.Better) : new Span("BROKEN", Role.Worse),
        ];
    }

    // Two decimals: rates around one percent are what this is about.
    private static string Percent(double rate) => rate < 0.0995 ? $"{NumberText.Number(rate * 100, 2)} %" : NumberText.Share(rate);
}
