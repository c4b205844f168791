using System.Globalization;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Running.Pairing;

namespace StackBench.Terminal;

/// <summary>Progress of interleaved pairs on stderr: a line per side, written between measurements only.</summary>
internal sealed class PairProgress(Surroundings surroundings)
{
    public void Show(PairEvent happening)
    {
        switch (happening)
        {
            case SideStarted started:
                var left = started is { IsSecond: false, RemainingSeconds: { } seconds }
                    ? $", about {NumberText.Duration(seconds)} left"
                    : "";
                var stage = started.IsConfirmation ? "confirming" : "screening";
                surroundings.Note(string.Create(
                    CultureInfo.InvariantCulture,
                    $"[pair {started.Pair}/{started.Planned}{left}] {stage} {started.Workloads} "
                        + $"{(started.Workloads == 1 ? "workload" : "workloads")}: {(started.IsBaseline ? "A" : "B")}"));
                break;
            case PairFinished finished:
                foreach (var result in finished.Baseline.Concat(finished.Candidate))
                    if (result.Outcome is Failed failed) surroundings.Note($"  {result.Key}: failed: {failed.Reason}");
                    else if (result.Outcome is Skipped skipped) surroundings.Note($"  {result.Key}: skipped: {skipped.Reason}");
                break;
            case PairsEnded { Reason: { } reason }:
                surroundings.Note($"stopped: {reason}");
                break;
        }
    }
}
