namespace StackBench.Machine.Doctor;

/// <summary>One thing the doctor looks at.</summary>
/// <param name="Id">Dotted and stable: scripts match it.</param>
/// <param name="LooksAt">For the documentation, in words.</param>
/// <param name="Worst">The most severe finding it can make.</param>
/// <param name="Examine">Pure: the same machine gives the same findings.</param>
internal sealed record Check(string Id, string LooksAt, Severity Worst, Func<CheckInput, CheckResult> Examine);
