using StackBench.Fleet.Reading;

namespace StackBench.Postgres;

/// <summary>A run to enter, and the document it was read from.</summary>
/// <param name="Sha256">Of the document's bytes as they lie in the spool: 32.</param>
public sealed record FleetEntry(FleetRun Run, byte[] Sha256, string Document);
