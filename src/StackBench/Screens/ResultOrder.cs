namespace StackBench.Screens;

/// <summary>How the results are sorted.</summary>
internal enum ResultOrder
{
    AsMeasured,
    WorstFirst,
    Name,
}
