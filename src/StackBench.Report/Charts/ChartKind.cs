namespace StackBench.Report.Charts;

/// <summary>The ways a run is drawn.</summary>
public enum ChartKind
{
    Samples,
    Distribution,
    Sweep,
    Roofline,
}
