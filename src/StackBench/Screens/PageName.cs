namespace StackBench.Screens;

/// <summary>The pages, in the order of their keys 1 to 6.</summary>
internal enum PageName
{
    Machine,
    Run,
    Results,
    Compare,
    History,
    Report,
}
