using StackBench.Core.Assessments;

namespace StackBench.Report;

/// <summary>How a verdict or a mark is shown: the sign and the word carry the meaning, each medium gives the role its colour.</summary>
/// <param name="Ascii">The sign where Unicode cannot be shown.</param>
public readonly record struct Sign(string Unicode, string Ascii, Role Role);
