using StackBench.Core.Comparison;
using StackBench.Core.Text;
using StackBench.Exchange.Export;

namespace StackBench.Terminal;

/// <summary>Shows a comparison and turns it into an exit code; <c>compare</c>, <c>ab</c> and <c>around</c> share it.</summary>
internal static class ComparisonOutput
{
    public static OutputFormat[] Formats =>
    [
        OutputFormat.Table,
        .. ComparisonExporters.All.Select(
            exporter => Enum.GetValues<OutputFormat>().Single(format => EnumText.Of(format) == exporter.Name)),
    ];

    public static void Write(Surroundings surroundings, RunComparison comparison, OutputFormat format, bool showAll, FailOn failOn)
    {
        if (format == OutputFormat.Table)
        {
            ComparisonHeader.Note(surroundings, comparison);
            ComparisonView.Write(surroundings.Out, comparison, showAll);
        }
        else
        {
            ComparisonExporters.Write(EnumText.Of(format), comparison, failOn, surroundings.Out.Profile.Out.Writer);
        }
    }

    /// <summary>With a gate the reason is said: a pipeline's log should tell why it went red.</summary>
    public static ExitCode Code(Surroundings surroundings, RunComparison comparison, FailOn failOn)
    {
        if (failOn == FailOn.Never) return ExitCode.Ok;
        var gate = Gate.Of(comparison, failOn);
        var (word, code) = gate.State switch
        {
            GateState.Failed => ("failed", ExitCode.Regression),
            GateState.NotDecided => ("not decided", ExitCode.NothingToRun),
            _ => ("passed", ExitCode.Ok),
        };
        surroundings.Note($"{word}: {gate.Reason}");
        return code;
    }
}
