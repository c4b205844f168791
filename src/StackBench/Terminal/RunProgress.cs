using System.Globalization;
using Spectre.Console;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;

namespace StackBench.Terminal;

/// <summary>
/// Progress of a run on stderr. Written only when an event arrives, between measurements: a spinner that redraws on a timer
/// would take time from the processor that is being measured.
/// </summary>
internal sealed class RunProgress(IAnsiConsole console, bool isLive)
{
    private const int LogLines = 8;

    private int _plannedSteps;
    private int _step;
    private int _statusLength;

    public void Show(RunEvent happening)
    {
        switch (happening)
        {
            case RunStarted started:
                _plannedSteps = started.PlannedSteps;
                foreach (var line in RunOpening.Of(started)) console.Profile.Out.Writer.WriteLine(SafeText.OneLine(line));
                break;
            case WorkloadStarted started:
                _step = started.Step;
                if (isLive) Status(started);
                break;
            case WorkloadFinished { Launch: > 0 } finished:
                if (isLive) ClearStatus();
                if (finished.Result.Outcome is Failed or Implausible) Line(finished, withRole: true);
                else if (!isLive && finished.IsFinal) Line(finished, withRole: false);
                break;
            case RunFinished:
                if (isLive) ClearStatus();
                break;
        }
    }

    private void Status(WorkloadStarted started)
    {
        ClearStatus();
        var remaining = started.RemainingSeconds is { } seconds ? $", about {NumberText.Duration(seconds)} left" : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"[{started.Step}/{_plannedSteps}{remaining}] {started.Key.Benchmark}: "
            + $"{started.Key.Workload}, launch {started.Launch}");
        text = text.Length >= console.Profile.Width ? text[..(console.Profile.Width - 1)] : text;
        console.Profile.Out.Writer.Write(text);
        console.Profile.Out.Writer.Flush();
        _statusLength = text.Length;
    }

    private void ClearStatus()
    {
        if (_statusLength == 0) return;
        console.Profile.Out.Writer.Write("\r" + new string(' ', _statusLength) + "\r");
        _statusLength = 0;
    }

    private void Line(WorkloadFinished finished, bool withRole)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"[{_step}/{_plannedSteps}] {finished.Result.Benchmark}: "
            + $"{finished.Result.Workload}: {Words(finished.Result)}");
        console.WriteLine(SafeText.OneLine(text), withRole ? new Style(Color.Red) : Style.Plain);
        if (finished.Result.Outcome is not Failed failed) return;
        foreach (var line in failed.LogTail.TakeLast(LogLines)) console.WriteLine("    | " + SafeText.OneLine(line), new Style(Color.Grey));
    }

    private static string Words(BenchmarkResult result) => result.Outcome switch
    {
        Ok { Metrics: [var first, ..] } => first.Quantity.ToString(),
        Ok => "measured",
        Skipped skipped => $"skipped: {skipped.Reason}",
        Failed failed => $"failed ({failed.Stage}): {failed.Reason}",
        Implausible implausible => $"implausible: above {implausible.Ceiling.Basis}",
        _ => throw new InvalidOperationException("outcomes are closed"),
    };
}
