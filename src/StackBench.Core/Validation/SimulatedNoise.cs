namespace StackBench.Core.Validation;

/// <summary>Shapes of noise that launches of a benchmark show.</summary>
public enum SimulatedNoise
{
    /// <summary>Normal logarithms.</summary>
    Normal,

    /// <summary>Skewed, with one launch in twenty 20 % slower.</summary>
    Spiky,

    /// <summary>Three launches in ten 6 % slower, as memory placement does.</summary>
    Bimodal,

    /// <summary>Student's t with two degrees of freedom: no variance.</summary>
    HeavyTails,
}
