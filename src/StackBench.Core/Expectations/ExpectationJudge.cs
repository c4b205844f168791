using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Core.Expectations;

/// <summary>The rule by which a run is compared with what devices of its kind give (docs/expectations.md). Pure.</summary>
public static class ExpectationJudge
{
    /// <summary>Bands half as wide again where one or two values say what is usual.</summary>
    private const double FewSources = 1.5;
    private const int Few = 2;

    /// <summary>So many half-widths below the median a value is low, and not only lower than usual.</summary>
    private const double LowWidths = 2.5;

    /// <summary>Of one source: only below this share of it a value is called low.</summary>
    private const double LowOfOne = 0.7;

    /// <summary>Shares of the published rate that nothing reaches: memory by its clock, arithmetic by the highest boost seen.</summary>
    private const double MostOfMemory = 1.05, MostOfRate = 1.35;

    /// <summary>Judges every figure of a run that others publish.</summary>
    /// <param name="table">Null for the one that ships with the program, which is read where a figure needs it.</param>
    public static ImmutableArray<Judgement> Of(Run run, ExpectationTable? table = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        return [.. MeasuredFigure.Of(run)
            .Select(figure => (Figure: figure, Gpu: GpuIdentity.Of(run.Fingerprint, figure.Result.Device)))
            .Where(entry => entry.Gpu is not null && QuantityKind.Of(entry.Figure.Quantity, entry.Gpu.Name) is not null)
            .Select(entry => Of(entry.Figure, entry.Gpu!, table ?? ExpectationTable.Shipped))];
    }

    /// <summary>One figure of a GPU.</summary>
    public static Judgement Of(MeasuredFigure figure, GpuIdentity gpu, ExpectationTable table)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(gpu);
        ArgumentNullException.ThrowIfNull(table);
        var isLink = figure.Quantity.EndsWith("-pinned", StringComparison.Ordinal);
        var isMemory = figure.Quantity.StartsWith("memory", StringComparison.Ordinal);
        if (figure.PublishedShare > (isMemory ? MostOfMemory : MostOfRate))
            return new(figure, JudgementKind.Impossible, figure.PublishedShare, 0,
                $"not possible: {NumberText.Share(figure.PublishedShare.Value)} of the published rate",
                isMemory ? "a cache served it: larger arrays" : "how the operations are counted; sparsity");
        if (Obstacle(figure, gpu) is { } obstacle) return new(figure, JudgementKind.NotJudged, null, 0, $"not judged: {obstacle}");
        var device = table.DeviceOf(gpu);
        var known = isLink && gpu.Link is { } link ? table.FindLink(link.Name, figure.Quantity) : null;
        known ??= device is null ? null : table.Find(device, figure.Quantity);
        var kind = QuantityKind.Of(figure.Quantity, device ?? gpu.Name)!;
        if (known is null || known.Unit != figure.Value.Unit) return ClassBand.Judge(figure, gpu, kind);
        return known.Typical is { } typical ? Against(figure, known, typical, kind) : AgainstMark(figure, known, kind);
    }

    private static string? Obstacle(MeasuredFigure figure, GpuIdentity gpu)
    {
        if (gpu.Partition is { } partition) return $"the GPU is divided ({partition}), and figures are of whole ones";
        if (gpu.Name.Contains("MIG", StringComparison.Ordinal) || gpu.Name.Contains("GRID", StringComparison.Ordinal)
            || gpu.Name.Contains("vGPU", StringComparison.OrdinalIgnoreCase)) return "it is a part of a GPU, and figures are of whole ones";
        if (gpu.IsLaptop)
            return "laptops set the power limit of a card as they like";
        var facts = LaunchFacts.Of(figure.Result);
        return facts.Spread > (QuantityKind.Of(figure.Quantity, gpu.Name)?.Floor ?? 0)
            ? $"its own launches differ by ±{NumberText.Share(facts.Spread.Value)}"
            : null;
    }

    private static Judgement Against(MeasuredFigure figure, Expectation known, double typical, QuantityKind kind)
    {
        var width = Math.Max(kind.Floor, known.Spread) * (known.Sources <= Few ? FewSources : 1);
        var share = figure.Value.Value / typical;
        var of = $"{NumberText.Share(share)} of what {Devices(known.Name)} give";
        var sources = known.Sources == 1
            ? $"1 source, {known.Years}: a hint"
            : FormattableString.Invariant($"{known.Sources} sources, {known.Years}");
        var usual = $"usual {Percent(1 - width)}-{NumberText.Share(1 + width)}";
        if (share > 1 + width)
            return kind.IsPhysical
                ? new(figure, JudgementKind.UnusuallyHigh, share, known.Sources, $"unusually high: {of} ({sources}, {usual})",
                    "whether it is counted both ways or a cache served it")
                : new(figure, JudgementKind.HigherThanSources, share, known.Sources,
                    $"higher than the sources, most likely newer software: {of} ({sources})");
        if (share >= 1 - width)
            return new(figure, JudgementKind.AsExpected, share, known.Sources, $"as expected: {of} ({sources}, {usual})");
        var isLow = share < 1 - (LowWidths * width) && (known.Sources > 1 || share < LowOfOne);
        return new(figure, isLow ? JudgementKind.Low : JudgementKind.LowerThanUsual, share,
            known.Sources, $"{(isLow ? "low" : "lower than usual")}: {of} ({sources}, {usual})", kind.LookAt);
    }

    private static Judgement AgainstMark(MeasuredFigure figure, Expectation known, QuantityKind kind)
    {
        var (mark, tool) = known.Mark!.Value;
        var share = figure.Value.Value / mark;
        var name = $"the mark of {tool} for {known.Name}, {NumberText.Quantity(mark, known.Unit)}";
        return share >= 1
            ? new(figure, JudgementKind.PassesMark, share, 1, $"passes {name}")
            : new(figure, JudgementKind.BelowMark, share, 1, $"below {name}: {NumberText.Share(share)} of it", kind.LookAt);
    }

    private static string Devices(string name) => name.StartsWith("PCIe", StringComparison.Ordinal) ? $"{name} links" : $"{name} cards";

    private static string Percent(double share) => NumberText.Share(share)[..^2];
}
