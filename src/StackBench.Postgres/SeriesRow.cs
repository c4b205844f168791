using StackBench.Core.Metrics;

namespace StackBench.Postgres;

/// <summary>Words of a series' row.</summary>
internal static class SeriesRow
{
    private const string Higher = "higher", Lower = "lower";

    public static string Word(Better better) => better == Better.Higher ? Higher : Lower;

    public static Better Of(string word) => word == Higher ? Better.Higher : Better.Lower;
}
