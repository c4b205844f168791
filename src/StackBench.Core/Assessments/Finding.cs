namespace StackBench.Core.Assessments;

/// <summary>One statement about a result, in a word for narrow places and in full.</summary>
/// <param name="Short"><c>low</c>.</param>
/// <param name="Text"><c>low: 38 % of the measured fp32 FMA peak</c>.</param>
public sealed record Finding(string Short, string Text, Role Role);
