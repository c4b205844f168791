using System.Collections.Immutable;

namespace StackBench.Fleet.History;

/// <summary>What a text names.</summary>
/// <param name="Subject">Null where it names nothing, or several cards.</param>
/// <param name="Close">Names that may be meant.</param>
public sealed record SubjectMatch(FleetSubject? Subject, ImmutableArray<string> Close)
{
    /// <summary>Whether several cards begin with the text.</summary>
    public bool IsAmbiguous { get; init; }
}
