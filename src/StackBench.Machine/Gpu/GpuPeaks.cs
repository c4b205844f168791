using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Units;
using StackBench.Core.Workloads;

namespace StackBench.Machine.Gpu;

/// <summary>
/// What a GPU should reach. A peak is always one of three: published, computed from units and clock, or measured; this gives the first two
/// and the limit of plausibility.
/// </summary>
public static class GpuPeaks
{
    /// <summary>Clocks above the stated boost are usual; nothing runs this far above it.</summary>
    private const double ClockMargin = 1.35;

    /// <summary>Above the highest clock the driver admits lies only rounding and firmware.</summary>
    private const double DriverClockMargin = 1.05;

    /// <summary>Memory of a board maker's overclocked card.</summary>
    private const double MemoryMargin = 1.15;

    private const int HalvedAccumulation = 2;

    private static readonly ImmutableArray<(string Limit, string[] Types)> Limited =
    [
        ("flops.fp64", ["fp64", "fp64_matrix"]),
        // Libraries may round fp32 inputs to tf32 without being asked.
        ("flops.fp32", ["fp32", "fp32_matrix", "tf32"]),
        ("flops.tf32", ["tf32"]),
        ("flops.fp16", ["fp16", "fp16_vector"]),
        ("flops.bf16", ["bf16", "fp16"]),
        ("flops.fp8", ["fp8"]),
        ("flops.int8", ["int8"]),
        // Vector units alone: a kernel of which a compiler has folded the half must not pass for tf32.
        ("flops.fp64.vector", ["fp64"]),
        ("flops.fp32.vector", ["fp32"]),
        ("flops.fp16.vector", ["fp16_vector"]),
    ];

    /// <summary>Figures of the table for this product, each with its basis; empty for a product that is not in it.</summary>
    public static Peaks Published(GpuFacts gpu)
    {
        ArgumentNullException.ThrowIfNull(gpu);
        if (PublishedPeaks.Find(gpu) is not { } peak) return Peaks.Unknown;
        var (units, unitsText) = Units(gpu, peak);
        var (die, dieText) = PeakMatch.IsDie(peak, gpu) ? (1.0 / peak.Dies, $"; one of {peak.Dies} dies") : (1, "");
        var basis = $"{peak.Name}: {peak.Basis}; {peak.Source}{dieText}";
        var limits = peak.FlopPerSecond.ToImmutableDictionary(
            rate => $"flops.{rate.Key}",
            rate => new Ceiling(rate.Value * die * units, UnitOf(rate.Key), basis + unitsText), StringComparer.Ordinal);
        // Few units can still use all of the memory, so that a part of a card is bounded by the card.
        return new Peaks(peak.BytesPerSecond is { } bandwidth
            ? limits.Add("bandwidth.memory", new Ceiling(bandwidth * die, Unit.BytePerSecond, basis))
            : limits);
    }

    /// <summary>Units times operations a cycle times a clock.</summary>
    /// <param name="clockHertz">The clock to compute at: the highest of the device, or the mean of a run to tell
    /// throttling from poor kernels.</param>
    public static Peaks Computed(GpuFacts gpu, Fact<double> clockHertz)
    {
        ArgumentNullException.ThrowIfNull(gpu);
        var published = PublishedPeaks.Find(gpu);
        var units = gpu.ComputeUnits.IsKnown ? gpu.ComputeUnits.Value : published?.UnitsPerDie;
        if (UnitRates.Of(gpu.Target.Or(published?.Target ?? "")) is not { } rates || units is not > 0 || !clockHertz.IsKnown)
            return Peaks.Unknown;
        return new Peaks(rates.ToImmutableDictionary(
            rate => $"flops.{rate.Key}",
            rate => new Ceiling(units.Value * rate.Value * clockHertz.Value, UnitOf(rate.Key), string.Create(CultureInfo.InvariantCulture,
                $"{units.Value} units x {rate.Value:0} FLOP/cycle x {NumberText.Quantity(clockHertz.Value, Unit.Hertz)}")),
            StringComparer.Ordinal));
    }

    /// <summary>
    /// Rates no honest measurement exceeds, under the names workloads use; absent where neither table nor formula knows the product.
    /// </summary>
    public static Peaks Limits(GpuFacts gpu)
    {
        ArgumentNullException.ThrowIfNull(gpu);
        var published = PublishedPeaks.Find(gpu);
        var clock = gpu.MaxClockHertz.IsKnown ? gpu.MaxClockHertz.Value * DriverClockMargin : published?.BoostHertz * ClockMargin;
        var computed = Computed(gpu, clock is { } hertz ? hertz : Fact<double>.Unknown("no clock is known"));
        var stated = Published(gpu);
        var limits = ImmutableDictionary.CreateBuilder<string, Ceiling>(StringComparer.Ordinal);
        foreach (var (name, types) in Limited)
        {
            var candidates = types
                .SelectMany(type => new[] { computed.Find($"flops.{type}"), Raised(stated.Find($"flops.{type}"), type, published) })
                .OfType<Ceiling>().ToArray();
            if (candidates.MaxBy(candidate => candidate.Limit) is { } highest) limits[name] = highest;
        }

        if (Bandwidth(gpu, stated.Find("bandwidth.memory")) is { } bandwidth) limits["bandwidth.memory"] = bandwidth;
        // An integrated GPU has no link of its own, whatever its PCI registers say.
        if (gpu.Link.MaxBytesPerSecond is { IsKnown: true, Value: var link } && !gpu.IsIntegrated.Or(false))
            limits["bandwidth.link"] = new Ceiling(link, Unit.BytePerSecond, "lanes x rate of the PCI Express link");
        return new Peaks(limits.ToImmutable());
    }

    // Stated rates hold at the boost clock; those of GeForce cards with accumulation in fp32, at half the rate of fp16.
    private static Ceiling? Raised(Ceiling? stated, string type, PublishedPeak? published)
    {
        if (stated is null) return null;
        var isHalved = UnitRates.HalvesFp32Accumulation(published?.Target ?? "") && type is "fp16" or "bf16" or "fp8";
        var factor = ClockMargin * (isHalved ? HalvedAccumulation : 1);
        return stated with
        {
            Limit = stated.Limit * factor,
            Basis = $"{stated.Basis}; x {factor.ToString(CultureInfo.InvariantCulture)} "
            + $"for clocks above boost{(isHalved ? " and fp16 accumulation" : "")}"
        };
    }

    // What the driver states of a card goes above a table that may round or mean another batch.
    private static Ceiling? Bandwidth(GpuFacts gpu, Ceiling? stated)
    {
        if (gpu.MemoryBytesPerSecond is { IsKnown: true, Value: var told } && told > (stated?.Limit ?? 0))
            return new Ceiling(told * MemoryMargin, Unit.BytePerSecond, "memory clock x bus width and 15 %");
        return stated is null
            ? null
            : new Ceiling(stated.Limit * MemoryMargin, stated.Unit, $"{stated.Basis}; and 15 % for overclocked boards");
    }

    // A cut-down or divided device has fewer units than the table's.
    private static (double Share, string Text) Units(GpuFacts gpu, PublishedPeak peak) =>
        gpu.ComputeUnits.IsKnown && peak.UnitsPerDie is { } units && gpu.ComputeUnits.Value < units && gpu.ComputeUnits.Value > 0
        ? (
        (double)gpu.ComputeUnits.Value / units, string.Create(CultureInfo.InvariantCulture, $"; {gpu.ComputeUnits.Value} of {units} units"))
        : (1, "");

    private static Unit UnitOf(string type) => type == "int8" ? Unit.OperationPerSecond : Unit.FlopPerSecond;
}
