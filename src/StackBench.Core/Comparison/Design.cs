namespace StackBench.Core.Comparison;

/// <summary>How the launches of baseline and candidate were gathered, which decides what they can prove.</summary>
public enum Design
{
    /// <summary>
    /// At different times: the machine may have changed between, and only several baseline runs tell by how much it does.
    /// </summary>
    Stored,

    /// <summary>In pairs of fresh processes, the order inside each pair drawn at random; launch i of either side is pair i.</summary>
    Interleaved,
}
