namespace StackBench.Core.Results;

/// <summary>What a difference in a fact of the fingerprint means to a comparison.</summary>
public enum FactRole
{
    /// <summary>Different things were measured: not comparable.</summary>
    Identity,

    /// <summary>May have caused a difference: shown as a suspect.</summary>
    Cause,

    /// <summary>Differs without meaning.</summary>
    Noise,
}
