namespace StackBench.Core.Comparison;

/// <summary>How a gate came out.</summary>
public enum GateState
{
    Passed,
    Failed,

    /// <summary>The evidence neither fails nor passes it.</summary>
    NotDecided,
}
