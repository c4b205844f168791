using StackBench.Exchange.Export;
using StackBench.Fleet.History;

namespace StackBench.Commands;

/// <summary>A history as rows, one per series and night; what is known of the newest value is in its row.</summary>
internal static class FleetHistoryCsv
{
    public static void Write(TextWriter writer, SubjectHistory history)
    {
        CsvLine.Write(
            writer, "name", "device", "benchmark", "workload", "engine", "metric", "unit", "night", "value", "before", "nights_before",
            "change", "fleet_change", "own_change", "rank", "siblings");
        foreach (var one in history.Series)
        {
            foreach (var (night, value) in history.Nights.Zip(one.Values))
            {
                var newest = night == one.Newest.Night ? one.Newest : null;
                CsvLine.Write(
                    writer, history.Subject.Name, history.Subject is NodeSubject ? one.Newest.Slot : null, one.Key.Benchmark,
                    one.Key.Workload, one.Key.Engine, one.Key.Metric, one.Unit.Symbol, night, value, newest?.Before,
                    (double?)newest?.NightsBefore, newest?.Change, newest?.FleetChange, newest?.OwnChange, (double?)newest?.Rank,
                    (double?)newest?.Siblings);
            }
        }
    }
}
