namespace StackBench.Report.Charts;

/// <summary>How a line is drawn where the surface can tell lines apart.</summary>
public enum LineStyle
{
    Solid,

    /// <summary>An interval.</summary>
    Thick,

    /// <summary>A place that is marked.</summary>
    Dashed,

    /// <summary>Behind the data, to read values from; left out where it would hide them.</summary>
    Grid,
}
