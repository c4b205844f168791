using System.Collections.Immutable;

namespace StackBench.Machine.Gpu;

/// <summary>What a maker or a second source states of a product; what nobody confirmed is absent.</summary>
/// <param name="DriverNames">Names by which drivers call it, without the maker's.</param>
/// <param name="Units">Compute units or multiprocessors.</param>
/// <param name="FlopPerSecond">Dense rates by type: <c>fp64 fp64_matrix fp32 fp32_matrix tf32 fp16_vector fp16 bf16 fp8 int8</c>.</param>
/// <param name="Basis"><c>vendor</c>, <c>vendor-cited</c>, <c>computed</c>, <c>secondary</c> or <c>recorded</c>.</param>
internal sealed record PublishedPeak(
    string Vendor,
    string Name,
    ImmutableArray<string> DriverNames,
    string Target,
    int? Units,
    double? BoostHertz,
    ImmutableSortedDictionary<string, double> FlopPerSecond,
    double? MemoryBytes,
    double? BytesPerSecond,
    double? BoardWatts,
    string Basis,
    string Source);
