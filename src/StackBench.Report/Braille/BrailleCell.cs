using StackBench.Core.Assessments;

namespace StackBench.Report.Braille;

/// <summary>A character of a drawn chart.</summary>
public readonly record struct BrailleCell(char Character, Role Role);
