namespace StackBench.Core.Expectations;

/// <summary>A value against what devices of its kind give.</summary>
/// <param name="Share">Of the median of the sources, of the mark, or of the published rate; null where there is none.</param>
/// <param name="Sources">Machines behind the verdict; zero where none is known.</param>
/// <param name="Text">In full, sources included: <c>as expected: 96 % of what RX 7900 XTX cards give (4 sources, ...)</c>.</param>
/// <param name="LookAt">What to look at; null where nothing is wrong.</param>
public sealed record Judgement(
    MeasuredFigure Figure, JudgementKind Kind, double? Share, int Sources, string Text, string? LookAt = null)
{
    /// <summary>Whether the machine gives less than it should.</summary>
    public bool IsLoss => Kind is JudgementKind.Low or JudgementKind.BelowMark or JudgementKind.LowOfClass;

    public bool IsFine => Kind is JudgementKind.AsExpected or JudgementKind.HigherThanSources or JudgementKind.PassesMark
        or JudgementKind.UsualOfClass;
}
