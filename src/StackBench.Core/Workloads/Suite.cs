namespace StackBench.Core.Workloads;

/// <summary>How much is measured; each suite includes the ones before it.</summary>
public enum Suite
{
    /// <summary>The headline of every layer, about two minutes.</summary>
    Quick,

    /// <summary>Every benchmark with its usual shapes.</summary>
    Standard,

    /// <summary>All sizes and shapes, with long warm-ups.</summary>
    Full,
}
