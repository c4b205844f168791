using System.Collections.Immutable;

namespace StackBench.Machine.Gpu;

/// <summary>A variable that chooses or hides GPUs.</summary>
/// <param name="Harmless">Values that hide nothing.</param>
public sealed record VisibleDevicesVariable(string Name, params ImmutableArray<string> Harmless);
