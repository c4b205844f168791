namespace StackBench.Machine.Doctor;

/// <summary>How much a finding matters, the worst first.</summary>
public enum Severity
{
    /// <summary>Something does not work, or numbers measured now are wrong.</summary>
    Problem,

    /// <summary>Numbers measured now are slower or scatter more than the machine's own.</summary>
    Warning,

    /// <summary>A choice that may be intended, and that a reader of the numbers must know.</summary>
    Note,
}
