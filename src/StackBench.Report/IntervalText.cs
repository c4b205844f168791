using StackBench.Core.Units;

namespace StackBench.Report;

/// <summary>What <c>±</c> means in a table of results; one level for the whole table.</summary>
public static class IntervalText
{
    /// <summary>A sentence with the level, which follows from the count of launches; null where no result has an interval.</summary>
    public static string? Legend(RunTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        double[] levels = [.. table.Rows.Select(row => row.Result.Headline?.Interval?.Level).OfType<double>().Distinct().Order()];
        if (levels.Length == 0) return null;
        // Results with fewer launches have another level: the least is what all of them keep.
        var level = $"{(levels.Length > 1 ? "at least " : "")}{NumberText.Share(levels[0])}";
        return $"±: half the width of the interval of the median over launches ({level}).";
    }
}
