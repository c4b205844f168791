using System.Collections.Immutable;
using StackBench.Core.Units;

namespace StackBench.Core.Expectations;

/// <summary>What cards of a class give of their published rate, for those of which nobody published a figure.</summary>
/// <param name="Names">Words of which a card of the class has one in its name.</param>
internal sealed record ClassBand(string Quantity, ImmutableArray<string> Names, double Low, double High)
{
    /// <summary>Below this part of the band's lower end a value is low; bands are of few cards.</summary>
    private const double LowPart = 0.8;

    /// <summary>What links carry of the rate of their lanes, from transfers over generations 4 and 5.</summary>
    private const double LinkLow = 0.75, LinkHigh = 0.95;

    // Measured over published bandwidth and 16-bit rate; the first class that fits counts.
    private static readonly ImmutableArray<ClassBand> All =
    [
        new("memory", ["A100"], 0.85, 0.96),
        new("memory", ["H100"], 0.85, 0.97),
        new("memory", ["MI100"], 0.80, 0.96),
        new("memory", ["MI210"], 0.80, 0.85),
        new("memory", ["GTX 1080"], 0.77, 0.85),
        new("memory", ["GB10", "8060S"], 0.83, 0.85),
        new("memory", ["GeForce", "RTX"], 0.84, 0.98),
        new("gemm", ["A100"], 0.75, 0.87),
        new("gemm", ["H100", "H200", "B200"], 0.66, 0.81),
        new("gemm", ["MI300", "MI325", "MI355"], 0.51, 0.62),
        new("gemm", ["RX 7"], 0.69, 0.86),
        new("gemm", ["L40", "L4"], 0.57, 0.73),
        new("gemm", ["GeForce"], 0.91, 1.21),
    ];

    public static Judgement Judge(MeasuredFigure figure, GpuIdentity gpu, QuantityKind kind)
    {
        if (figure.Quantity.EndsWith("-pinned", StringComparison.Ordinal) && gpu.Link is { } link)
            return Within(figure, figure.Value.Value / link.MostBytesPerSecond, LinkLow, LinkHigh, "links carry",
                $"what the lanes of {link.Name} can", kind);
        var quantity = figure.Quantity.StartsWith("memory", StringComparison.Ordinal) ? "memory"
            : figure.Quantity is "fp16-gemm-best" or "bf16-gemm-best" ? "gemm" : "";
        var band = All.FirstOrDefault(entry => entry.Quantity == quantity
            && entry.Names.Any(name => gpu.Name.Contains(name, StringComparison.OrdinalIgnoreCase)));
        return band is not null && figure.PublishedShare is { } share
            ? Within(figure, share, band.Low, band.High, "cards of its class give", "the published rate", kind)
            : new(figure, JudgementKind.NoReference, figure.PublishedShare, 0, figure.PublishedShare is { } reached
                ? $"no reference for this card; {NumberText.Share(reached)} of the published rate"
                : "no reference for this card");
    }

    private static Judgement Within(
        MeasuredFigure figure, double share, double low, double high, string give, string rate, QuantityKind kind)
    {
        var isLow = share < low * LowPart;
        return new(figure, isLow ? JudgementKind.LowOfClass : JudgementKind.UsualOfClass, share, 0,
            $"no reference for this card; {give} {NumberText.Share(low)[..^2]}-{NumberText.Share(high)} of {rate}, "
                + $"yours {NumberText.Share(share)}", isLow ? kind.LookAt : null);
    }
}
