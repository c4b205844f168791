namespace StackBench.Report.Charts;

/// <summary>Which part of a text lies at its place.</summary>
public enum TextAlign
{
    Left,
    Middle,
    Right,
}
