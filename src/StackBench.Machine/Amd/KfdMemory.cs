namespace StackBench.Machine.Amd;

/// <summary>The memory of a node of the compute driver. The bus and its clock are those of the whole card.</summary>
/// <param name="ClockHertz">Highest clock as the kernel states it; data moves several times a cycle.</param>
internal sealed record KfdMemory(Fact<long> Bytes, Fact<int> BusBits, Fact<double> ClockHertz)
{
    /// <summary>Bandwidth for a chip by its target.</summary>
    public Fact<double> BytesPerSecond(Fact<string> target) => target.Then(chip => ClockHertz.Then(clock =>
        AmdChips.TransfersPerClock(chip, clock) is { } transfers
            ? Gpu.MemoryRate.Of(clock, BusBits, transfers)
            : Fact<double>.Unknown($"transfers a clock of the memory of {chip} are not known")));
}
