namespace StackBench.Core.Validation;

/// <summary>How the rate of a simulation must stand to the one promised.</summary>
public enum Promise
{
    /// <summary>The exact rate: neither more nor less.</summary>
    Exactly,
    AtMost,
    AtLeast,
}
