namespace StackBench.Report.Svg;

/// <summary>The colours of a chart in a file of its own.</summary>
public enum ChartTheme
{
    /// <summary>Light or dark as the reader's page is.</summary>
    Auto,
    Light,
    Dark,
}
