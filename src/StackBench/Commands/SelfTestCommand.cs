using System.Collections.Immutable;
using System.CommandLine;
using StackBench.Core.Assessments;
using StackBench.Core.Units;
using StackBench.Core.Validation;
using StackBench.Serving.SelfCheck;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>
/// <c>selftest statistics</c>: simulates what the verdicts promise and fails where a promise is not kept. <c>selftest serving</c>: measures
/// what the load generator can do here.
/// </summary>
internal static class SelfTestCommand
{
    private const int ServingStreams = 64;

    public static Command Create(Surroundings surroundings)
    {
        var statistics =
            new Command("statistics", "Simulate false-alarm rates and power of the verdicts, with fixed seeds; takes up to a minute.");
        statistics.SetAction(_ => (int)Run(surroundings));
        var serving = new Command(
            "serving", "Measure on a null server what the load generator can do on this machine; takes some seconds and all processors.");
        serving.SetAction(async (_, cancellation) => (int)await ServingAsync(surroundings, cancellation));
        return new Command("selftest", "Check the promises that the program itself makes.") { statistics, serving };
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

    private static ExitCode Run(Surroundings surroundings)
    {
        ImmutableArray<StatisticsCheck> checks = [.. StatisticsSelfTest.Run()];
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
