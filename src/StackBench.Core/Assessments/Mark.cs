namespace StackBench.Core.Assessments;

/// <summary>A result at a glance; a glyph on the terminal.</summary>
public enum Mark
{
    /// <summary>Measured, and nothing speaks against the value.</summary>
    Sound,

    /// <summary>Measured, with a reservation: it varies, did not converge, or carries a note.</summary>
    Unsure,

    /// <summary>Failed or implausible: there is no value.</summary>
    Failed,

    Skipped,
}
