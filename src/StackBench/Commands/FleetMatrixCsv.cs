using StackBench.Core.Text;
using StackBench.Exchange.Export;
using StackBench.Fleet.Nights;

namespace StackBench.Commands;

/// <summary>Every device in every workload of a night as a row; absent ones have no value.</summary>
internal static class FleetMatrixCsv
{
    public static void Write(TextWriter writer, FleetMatrix matrix)
    {
        CsvLine.Write(
            writer, "night", "kind", "workload", "engine", "metric", "unit", "rack", "node", "slot", "value", "percent from median",
            "state");
        foreach (var workload in matrix.Workloads)
        {
            foreach (var cell in workload.Cells)
            {
                CsvLine.Write(
                    writer, matrix.Night, cell.Kind, workload.Key.ToString(), workload.Key.Engine, workload.Key.Metric,
                    workload.Unit?.Symbol, cell.Unit.Place, cell.Unit.Node, cell.Unit.Slot, Number(cell.Value),
                    Number(100 * cell.Difference), EnumText.Of(cell.State));
            }
        }
    }

    private static double? Number(double value) => double.IsNaN(value) ? null : value;
}
