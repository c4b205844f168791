using System.Collections.Immutable;

namespace StackBench.Screens.Pages;

/// <summary>The one list of all pages, in the order of their keys 1 to 9.</summary>
internal static class AllPages
{
    public static ImmutableArray<IPage> All { get; } =
    [
        new HomePage(), new RunPage(), new ResultsPage(), new ComparePage(), new HistoryPage(), new ReportPage(), new MachinePage(),
    ];
}
