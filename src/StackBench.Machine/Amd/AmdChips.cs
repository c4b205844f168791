using System.Collections.Immutable;

namespace StackBench.Machine.Amd;

/// <summary>What AMD's chips are, by their code target.</summary>
internal static class AmdChips
{
    // The one accelerator that is CPU and GPU in a package and has a discrete GPU's chip.
    public const string InstinctMi300A = "74a0";

    // The controller of LPDDR5 states a clock of an eighth of its rate, that of DDR4, LPDDR4 and DDR5 a half.
    private const double FastestLpddr = 1.25e9;
    private const int LpddrTransfers = 8;

    private static readonly ImmutableHashSet<string> InProcessors = ImmutableHashSet.Create(
        StringComparer.Ordinal, "gfx801", "gfx810", "gfx902", "gfx909", "gfx90c", "gfx1013", "gfx1033", "gfx1035", "gfx1036", "gfx1037",
        "gfx1103", "gfx1150", "gfx1151", "gfx1152", "gfx1153", "gfx1170", "gfx1171");

    private static readonly ImmutableHashSet<string> OnCards = ImmutableHashSet.Create(
        StringComparer.Ordinal, "gfx803", "gfx900", "gfx904", "gfx906", "gfx908", "gfx90a", "gfx942", "gfx950", "gfx1010", "gfx1011",
        "gfx1012", "gfx1030", "gfx1031", "gfx1032", "gfx1034", "gfx1100", "gfx1101", "gfx1102", "gfx1200", "gfx1201");

    // MI100 and all Instinct since.
    private static readonly ImmutableHashSet<string> WithoutGraphics =
        ImmutableHashSet.Create(StringComparer.Ordinal, "gfx908", "gfx90a", "gfx940", "gfx941", "gfx942", "gfx950");

    /// <summary>Whether the chip is made to compute alone, so that no Vulkan driver is for it.</summary>
    public static bool IsWithoutGraphics(GpuFacts gpu) => WithoutGraphics.Contains(gpu.Target.Or(""));

    /// <summary>Whether the GPU shares the memory of the CPU.</summary>
    public static Fact<bool> IsIntegrated(GpuFacts gpu) => gpu.DeviceId.EndsWith(':' + InstinctMi300A, StringComparison.Ordinal)
        ? true
        : gpu.Target.Then<bool>(target => InProcessors.Contains(target)
            ? true
            : OnCards.Contains(target) ? false : Fact<bool>.Unknown($"whether {target} is on a card or in a processor is not known"));

    /// <summary>
    /// How often data moves in a cycle of the memory clock as the kernel and the tools state it; null where the chip's memory is not known.
    /// </summary>
    public static int? TransfersPerClock(string target, double clockHertz) => target switch
    {
        "gfx803" => 4,
        "gfx900" or "gfx904" or "gfx906" or "gfx908" or "gfx90a" => 2,
        "gfx942" or "gfx950" => 4,
        _ when InProcessors.Contains(target) => clockHertz < FastestLpddr ? LpddrTransfers : 2,
        _ when OnCards.Contains(target) => 16,
        _ => null,
    };
}
