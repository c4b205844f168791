namespace StackBench.Machine.Gpu;

/// <summary>Memory bandwidth from what tools tell.</summary>
internal static class MemoryRate
{
    /// <param name="transfers">How often data moves in a cycle of the clock as the vendor states it.</param>
    public static Fact<double> Of(Fact<double> clockHertz, Fact<int> busBits, int transfers) =>
        clockHertz.Then(clock => busBits.Then<double>(bits => clock * transfers * bits / 8));
}
