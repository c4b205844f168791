using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Running;

namespace StackBench.Terminal;

/// <summary>What a run would measure, and what it would not and why. Pure.</summary>
internal static class PlanView
{
    private static readonly ImmutableArray<GridColumn> Columns =
        [new("benchmark"), new("workload", MinWidth: 20), new("device"), new("engine")];

    public static ImmutableArray<TextLine> Lines(Plan plan, int width, Glyphs glyphs)
    {
        var lines = ImmutableArray.CreateBuilder<TextLine>();
        lines.Add(TextLine.Of(new Span(Summary(plan), IsHeading: true)));
        if (!plan.Workloads.IsEmpty)
        {
            lines.Add(TextLine.Empty);
            lines.AddRange(new Grid(Columns,
                [.. plan.Workloads.Select(planned => new CellsRow(
                    [planned.Workload.Benchmark, glyphs.Text(planned.Workload.Name), glyphs.Text(planned.Device), planned.Engine.Name]))],
                glyphs).Layout(width));
        }

        var late = plan.Skipped.Where(result => result.Outcome is Skipped { Cause: SkipCause.NoTime }).ToImmutableArray();
        var absent = plan.Skipped.Except(late).ToImmutableArray();
        if (!late.IsEmpty)
            lines.AddRange(TextLine.Empty, TextLine.Of(new Span($"The budget leaves out {Count(late.Length, "workload")}.", Role.Warn)));
        if (absent.IsEmpty) return lines.ToImmutable();
        lines.AddRange(TextLine.Empty, TextLine.Of(new Span("What cannot run here:", IsHeading: true)));
        lines.AddRange(SkipNotes.Reasons(absent)
            .SelectMany(reason => TextWidth.Wrap(glyphs.Text(reason), width)).Select(line => TextLine.Of(new Span(line, Role.Muted))));
        return lines.ToImmutable();
    }

    private static string Summary(Plan plan)
    {
        if (plan.Workloads.IsEmpty) return "Nothing would be measured.";
        var order = plan.IsOrdered ? "in this order" : "in random order";
        return $"{Count(plan.Workloads.Length, "workload")} in {Count(plan.Launches, "launch", "launches")} {order}"
            + $"{RunOpening.About(plan.EstimatedSeconds)}.";
    }

    private static string Count(int count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");
}
