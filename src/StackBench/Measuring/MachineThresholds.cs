using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Store;

namespace StackBench.Measuring;

/// <summary>The smallest changes that matter on a machine: those the user gave, and no smaller ones than its noise floors.</summary>
internal static class MachineThresholds
{
    public static Thresholds Of(ImmutableDictionary<string, double> wanted, IEnumerable<StoredNoiseFloor> floors) =>
        new(wanted, floors.ToImmutableDictionary(floor => $"{floor.Key}/{floor.Metric}", floor => floor.Floor, StringComparer.Ordinal));

    /// <summary>Where the user gave none.</summary>
    public static Thresholds Of(IEnumerable<StoredNoiseFloor> floors) => Of(ImmutableDictionary<string, double>.Empty, floors);
}
