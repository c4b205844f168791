namespace StackBench.Core.Workloads;

/// <summary>
/// What the rate of a workload is compared with: its place in the ladder of the stack, the limit of physics and the published peak.
/// </summary>
/// <param name="Layer">Where it stands among what else is measured.</param>
/// <param name="CeilingName">Name of the physical limit (<see cref="Peaks"/>) of the headline metric; null where physics sets none.</param>
/// <param name="Published">The published rate of the device, for the share of it; null where none is known.</param>
public sealed record Bounds(Layer Layer, string? CeilingName = null, Ceiling? Published = null)
{
    /// <summary>Compared with nothing.</summary>
    public static Bounds None { get; } = new(new Layer());

    /// <summary>These bounds for a workload that measures a level for others; null for none.</summary>
    public Bounds Providing(string? level) => this with { Layer = Layer with { Provides = level } };
}
