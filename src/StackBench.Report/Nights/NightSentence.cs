namespace StackBench.Report.Nights;

/// <summary>A sentence of the answer, with its sign.</summary>
public sealed record NightSentence(Sign Sign, string Text);
