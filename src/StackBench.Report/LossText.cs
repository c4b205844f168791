using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Report;

/// <summary>What the losses of a comparison have in common, in sentences: layers, suspects, results that ended differently.</summary>
public static class LossText
{
    private const int MostSuspects = 5;
    private const int MostNames = 3;

    /// <summary>The layer that lost what became worse, a sentence for all results that share it.</summary>
    public static IEnumerable<string> Layers(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return comparison.Blames.Where(blame => blame.Level is not null || blame.Below is not null)
            .GroupBy(blame => (blame.Level, blame.IsOwnLayer)).Select(Layer);
    }

    /// <summary>What may have caused it; null where nothing became worse.</summary>
    public static string? Suspects(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var suspects = comparison.Suspects.Values.SelectMany(changes => changes.Select((change, rank) => (change, rank)))
            .GroupBy(entry => entry.change).OrderBy(group => group.Min(entry => entry.rank)).ThenByDescending(group => group.Count())
            .Select(group => group.Key).Take(MostSuspects).ToArray();
        return suspects.Length > 0 ? $"Suspects, most likely first: {string.Join("; ", suspects.AsEnumerable())}."
            : comparison.Blames.IsEmpty ? null
            : "No recorded fact changed between the runs, so the cause is unknown.";
    }

    /// <summary>
    /// Results that one side lacks or that ended differently, a line each: what is lost first, then what may be. The others are counted
    /// where many share what happened, as they do in a run of a few workloads.
    /// </summary>
    public static IEnumerable<(string Text, Role Role)> Changes(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var losses = comparison.OutcomeChanges.Where(change => change.IsLoss || change.IsSuspectedLoss)
            .OrderByDescending(change => change.IsLoss).Select(change => (Of(change), change.IsLoss ? Role.Error : Role.Warn));
        var others = comparison.OutcomeChanges.Where(change => !change.IsLoss && !change.IsSuspectedLoss)
            .GroupBy(Outcomes, StringComparer.Ordinal)
            .SelectMany(alike => alike.Count() > MostNames ? [Counted([.. alike])] : alike.Select(Of));
        return losses.Concat(others.Select(text => (text, Role.Muted)));
    }

    private static string Counted(OutcomeChange[] alike)
    {
        string[] benchmarks = [.. alike.Select(change => change.Key.Benchmark).Distinct(StringComparer.Ordinal)];
        var more = benchmarks.Length > MostNames ? $" and {benchmarks.Length - MostNames} more benchmarks" : "";
        return $"{alike.Length} results of {string.Join(", ", benchmarks.Take(MostNames))}{more}: {Outcomes(alike[0])}";
    }

    public static string Of(OutcomeChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var lead = change.IsLoss ? "no longer measured: " : change.IsSuspectedLoss ? $"{Vocabulary.Word(Verdict.Suspected)}: " : "";
        return $"{lead}{change.Key}: {Outcomes(change)}";
    }

    /// <summary><c>ok before, failed (out of memory) now</c>.</summary>
    public static string Outcomes(OutcomeChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return $"{Name(change.Before)} before, {Name(change.After)} now";
    }

    private static string Layer(IEnumerable<LayerBlame> blames)
    {
        LayerBlame[] all = [.. blames];
        string[] workloads = [.. all.Select(blame => blame.Key.Workload).Distinct(StringComparer.Ordinal)];
        var names = string.Join(", ", workloads.Take(MostNames))
            + (workloads.Length > MostNames ? $" and {workloads.Length - MostNames} more" : "");
        return (all[0].Level, all[0].IsOwnLayer) switch
        {
            (null, true) => $"Layer: {names} lost in {(all.Length == 1 ? "its" : "their")} own layer; the layer below kept its rate.",
            (null, false) => $"Layer: unknown for {names}; what lies below "
                + $"({string.Join(", ", all.Select(blame => blame.Below).Distinct(StringComparer.Ordinal).Take(MostNames))}) was "
                + "not measured on both sides.",
            var (level, _) => $"Layer: the loss of {names} already shows in {level} "
                + $"(-{NumberText.Share(1 - (1 / all.Max(blame => blame.LevelLoss ?? 1)))}).",
        };
    }

    private static string Name(Outcome? outcome) => outcome switch
    {
        null => "not measured",
        Ok => "ok",
        Skipped skipped => $"skipped ({skipped.Reason})",
        Failed failed => $"failed ({failed.Reason})",
        _ => "implausible",
    };
}
