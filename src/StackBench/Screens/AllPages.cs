using System.Collections.Immutable;
using StackBench.Screens.Pages;

namespace StackBench.Screens;

/// <summary>The one list of all pages.</summary>
internal static class AllPages
{
    public static ImmutableArray<IPage> All { get; } = [new MachinePage(), new RunPage(), new ResultsPage(), new ComparePage(), new HistoryPage(), new ReportPage()];

    public static IPage Of(PageName name) => All[(int)name];
}
