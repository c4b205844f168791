using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Store;

namespace StackBench.Commands;

/// <summary>What <c>aa --format json</c> prints.</summary>
/// <param name="Machine">Key of the machine.</param>
internal sealed record NoiseFloorDocument(int SchemaVersion, string Machine, ImmutableArray<NoiseFloorRow> Floors)
{
    public const int CurrentSchemaVersion = 1;

    public static NoiseFloorDocument Of(string machine, ImmutableArray<StoredNoiseFloor> floors) =>
        new(CurrentSchemaVersion, machine,
            [.. floors.Select(floor => new NoiseFloorRow(floor.Key, floor.Metric, floor.Floor, floor.Pairs))]);
}

/// <param name="Floor">Share of the value below which a change is noise.</param>
internal sealed record NoiseFloorRow(ResultKey Key, string Metric, double Floor, int Pairs);
