using System.Collections.Immutable;

namespace StackBench.Fleet.Rollout;

/// <summary>The fact that a question is about, with the values that are meant.</summary>
/// <param name="Name">Without the address where it is a GPU's: <c>gpu.driver-version</c>.</param>
/// <param name="With">Values of the nodes that are judged, in order.</param>
/// <param name="Against">Values they are compared with, in order.</param>
public sealed record RolloutFact(
    RolloutQuestion Question, string Name, ImmutableArray<string> With, ImmutableArray<string> Against);
