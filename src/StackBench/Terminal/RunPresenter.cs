using System.Text.Json;
using StackBench.Core.Events;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Verdicts;
using StackBench.Exchange.Export;
using StackBench.Report;

namespace StackBench.Terminal;

/// <summary>Shows a run as it happens and its result at the end, in the form that was asked for.</summary>
internal sealed class RunPresenter(OutputFormat format, Surroundings surroundings, RunProgress progress)
{
    public static RunPresenter Create(OutputFormat format, Surroundings surroundings) =>
        new(format, surroundings, new RunProgress(surroundings.Error, surroundings.Error.Profile.Out.IsTerminal));

    public void Show(RunEvent happening)
    {
        progress.Show(happening);
        if (format == OutputFormat.Jsonl) surroundings.WriteLine(JsonSerializer.Serialize(happening, StackBenchJson.Default.RunEvent));
    }

    /// <param name="isKept">Whether the store has all of it; the caller says what it has not.</param>
    /// <param name="best">Of earlier runs of the machine; null where they are not at hand.</param>
    public void ShowResult(Run run, bool isKept, OwnBest? best)
    {
        switch (format)
        {
            case OutputFormat.Jsonl:
                return;
            case OutputFormat.Table:
                RunTableView.Write(surroundings.Out, RunTable.Of(run, best));
                break;
            default:
                Exporters.All.Named(EnumText.Of(format))!.Write(run, surroundings.Out.Profile.Out.Writer);
                break;
        }

        if (!isKept) return;
        surroundings.Note(run.Status == RunStatus.Interrupted
            ? $"interrupted; what was measured is kept as run {run.Id}"
            : $"kept as run {run.Id}; show it again with: stackbench show {run.Id}");
    }
}
