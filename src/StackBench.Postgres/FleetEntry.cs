using StackBench.Fleet.Reading;

namespace StackBench.Postgres;

/// <summary>A run to enter, and the document it was read from.</summary>
/// <param name="Sha256">Of the run as this program writes it: 32 bytes. Packed again, a document is the same.</param>
public sealed record FleetEntry(FleetRun Run, byte[] Sha256, string Document);
