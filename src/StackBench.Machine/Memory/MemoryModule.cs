namespace StackBench.Machine;

/// <summary>A memory module or a soldered chip.</summary>
/// <param name="Slot">What the board calls its place: <c>DIMM_A1</c>.</param>
/// <param name="Type"><c>DDR5</c>.</param>
/// <param name="TransfersPerSecond">As it runs now, in transfers a second.</param>
/// <param name="WidthBits">Of its data bus, without error correction.</param>
/// <param name="Channel">Name of the channel it sits on, unique in the machine; unknown where the board's names do not tell.</param>
public sealed record MemoryModule(
    string Slot, Fact<long> SizeBytes, Fact<string> Type, Fact<double> TransfersPerSecond, Fact<int> WidthBits, Fact<string> Channel);
