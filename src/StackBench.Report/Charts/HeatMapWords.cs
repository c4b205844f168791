namespace StackBench.Report.Charts;

/// <summary>What of a heat map says its values where the surface can show that.</summary>
public enum HeatMapWords
{
    /// <summary>Blocks and rows with something slow or absent.</summary>
    Marked,

    /// <summary>Those, and every row.</summary>
    Rows,

    /// <summary>Every row and every block.</summary>
    All,
}
