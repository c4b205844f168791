namespace StackBench.Machine.Gpu;

/// <summary>Memory bandwidth from what tools tell: clock times transfers a clock times bus width.</summary>
internal static class MemoryRate
{
    /// <summary>AMD states the clock of the memory's command bus; how often data moves in it depends on the type.</summary>
    public static Fact<double> OfAmd(string memoryType, Fact<double> clockHertz, Fact<int> busBits) => TransfersPerClock(memoryType) is { } transfers
        ? Of(clockHertz, busBits, transfers)
        : Fact<double>.Unknown($"transfers a clock of memory type '{memoryType}' are not known");

    /// <summary>NVIDIA states half the data rate for every type.</summary>
    public static Fact<double> OfNvidia(Fact<double> clockHertz, Fact<int> busBits) => Of(clockHertz, busBits, 2);

    private static Fact<double> Of(Fact<double> clockHertz, Fact<int> busBits, int transfers) =>
        clockHertz.Then(clock => busBits.Then<double>(bits => clock * transfers * bits / 8));

    private static int? TransfersPerClock(string memoryType) => memoryType.ToUpperInvariant() switch
    {
        "GDDR5" => 4,
        "GDDR6" => 16,
        "HBM" or "HBM2" or "HBM2E" => 2,
        "HBM3" or "HBM3E" => 4,
        "DDR5" => 2,
        "LPDDR5" => 8,
        _ => null,
    };
}
