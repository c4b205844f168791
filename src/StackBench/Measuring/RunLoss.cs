using System.Globalization;
using StackBench.Store;

namespace StackBench.Measuring;

/// <summary>What the store could not keep of what was measured.</summary>
/// <param name="Cause">The last failure.</param>
/// <param name="Total">Results that were measured.</param>
/// <param name="Kept">Of those, how many the database has.</param>
/// <param name="Logged">How many only the log has.</param>
internal sealed record RunLoss(StoreException Cause, int Total, int Kept, int Logged)
{
    /// <summary>Whether nothing at all was kept.</summary>
    public bool IsTotal => Kept + Logged == 0;

    /// <summary>Whether the store has every result, in one memory or the other.</summary>
    public bool HasAll => Kept + Logged == Total;

    /// <summary><c>12 of 31 results are kept as run ID, 19 are not</c>.</summary>
    /// <param name="names">Of the runs.</param>
    public string Text(string names)
    {
        var of = string.Create(CultureInfo.InvariantCulture, $"of {Total} {(Total == 1 ? "result" : "results")}");
        if (IsTotal) return $"none {of} is kept";
        var kept = string.Create(CultureInfo.InvariantCulture, $"{Kept} {of} {(Kept == 1 ? "is" : "are")} kept as {names}");
        var logged = Logged == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $", {Logged} in its log alone ('stackbench doctor --store' enters them)");
        var lost = Total - Kept - Logged;
        return kept + logged + (lost == 0
            ? Logged == 0 ? ", though not that it ended: it counts as interrupted" : ""
            : string.Create(CultureInfo.InvariantCulture, $", {lost} {(lost == 1 ? "is" : "are")} not"));
    }
}
