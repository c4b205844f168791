namespace StackBench.Screens.Pages;

/// <summary>A side of the comparison that is being chosen.</summary>
internal enum CompareSide
{
    Old,
    New,
}
