namespace StackBench.Onnx.Networks;

/// <summary>What the speed of a network is compared with.</summary>
public enum Pace
{
    /// <summary>Matrix products.</summary>
    Compute,

    /// <summary>Weights that are read once a call.</summary>
    Memory,

    /// <summary>Neither: rows here and there in large tables, and small products.</summary>
    Lookups,
}
