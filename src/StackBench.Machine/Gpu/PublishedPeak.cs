using System.Collections.Immutable;

namespace StackBench.Machine.Gpu;

/// <summary>What a maker or a second source states of a product; what nobody confirmed is absent.</summary>
/// <param name="DriverNames">Names by which drivers call it, without the maker's.</param>
/// <param name="Devices">PCI device ids, each with the revision where products share the id.</param>
/// <param name="Units">Compute units or multiprocessors of the whole card.</param>
/// <param name="Dies">GPUs that software sees of one card.</param>
/// <param name="FlopPerSecond">
/// Dense rates of the card by type: <c>fp64 fp64_matrix fp32 fp32_matrix tf32 fp16_vector fp16 bf16 fp8 int8</c>.
/// </param>
/// <param name="Basis"><c>vendor</c>, <c>vendor-cited</c>, <c>computed</c>, <c>secondary</c> or <c>recorded</c>.</param>
/// <param name="Notes">Where <c>differs:</c> stands, why the figures are not units times rate times boost.</param>
internal sealed record PublishedPeak(
    string Vendor,
    string Name,
    ImmutableArray<string> DriverNames,
    ImmutableArray<(string Device, string? Revision)> Devices,
    string Target,
    int? Units,
    int Dies,
    double? BoostHertz,
    ImmutableSortedDictionary<string, double> FlopPerSecond,
    double? MemoryBytes,
    double? BytesPerSecond,
    double? BoardWatts,
    string Basis,
    string Source,
    string Notes)
{
    /// <summary>Units of one of the GPUs that software sees.</summary>
    public int? UnitsPerDie => Units / Dies;
}
