namespace StackBench.Core.Assessments;

/// <summary>What a piece of text means to the reader; a theme gives each role its colour.</summary>
public enum Role
{
    Plain,
    Better,
    Worse,
    Muted,
    Warn,
    Error,
}
