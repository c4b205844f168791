namespace StackBench.Screens;

/// <summary>How the results are sorted.</summary>
internal enum ResultOrder
{
    /// <summary>Grouped by benchmark, device and engine.</summary>
    AsMeasured,

    /// <summary>Regressions first.</summary>
    Change,

    /// <summary>The failed first, then the least share of the layer below.</summary>
    Worst,
    Name,
}
