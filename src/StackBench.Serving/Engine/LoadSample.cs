using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Serving.Engine;

/// <summary>What a sample of the engine is: a start of the server, a load, or a search.</summary>
internal sealed record LoadSample(double Seconds, IReadOnlyDictionary<string, double> Values, ImmutableArray<Note> Notes)
{
    /// <summary>Whether no load kept the limits; the notes give the reason.</summary>
    public bool IsWithoutValue { get; init; }

    /// <summary>Of more than one value.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Series { get; init; } =
        ImmutableDictionary<string, IReadOnlyList<double>>.Empty;
}
