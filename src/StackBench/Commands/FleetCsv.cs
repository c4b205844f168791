using StackBench.Core.Text;
using StackBench.Exchange.Export;
using StackBench.Fleet.Outliers;

namespace StackBench.Commands;

/// <summary>Findings of a night as rows; the slowest devices follow in the same columns with the state <c>ranked</c>.</summary>
internal static class FleetCsv
{
    public static void Write(TextWriter writer, FleetJudgement judgement)
    {
        CsvLine.Write(writer, "night", "state", "rule", "level", "place", "node", "device", "nodes", "metrics", "series", "loss", "z");
        foreach (var one in judgement.Findings)
        {
            CsvLine.Write(
                writer, judgement.Night, EnumText.Of(one.State), EnumText.Of(one.Rule), EnumText.Of(one.Level), one.Place, one.Node,
                one.Slot, one.Nodes.Length, one.Metrics, one.Evidence.ToString(), one.Loss, one.Z);
        }

        foreach (var one in judgement.Worst)
        {
            CsvLine.Write(
                writer, judgement.Night, "ranked", "", "device", one.Unit.Place, one.Unit.Node, one.Unit.Slot, 1, one.Metrics, "",
                one.Loss, "");
        }
    }
}
