using System.Collections.Immutable;

namespace StackBench.NcclTests;

/// <summary>A collective as nccl-tests know it.</summary>
/// <param name="Kind">As the catalog names it.</param>
/// <param name="IsInPlace">Which of the two columns is the same work as engine <c>pytorch</c> measures.</param>
internal sealed record NcclCollective(string Kind, string Program, bool IsInPlace = false)
{
    public static ImmutableArray<NcclCollective> All { get; } =
    [
        new("all-reduce", "all_reduce_perf", IsInPlace: true),
        new("all-gather", "all_gather_perf"),
        new("reduce-scatter", "reduce_scatter_perf"),
        new("all-to-all", "alltoall_perf"),
        new("broadcast", "broadcast_perf", IsInPlace: true),
        new("send-recv", "sendrecv_perf"),
    ];
}
