using System.Collections.Immutable;
using StackBench.Core.Expectations;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Core.Verdicts;

/// <summary>What others of its kind say about a device.</summary>
internal static class ExpectationFindings
{
    private const int MostFigures = 3;

    /// <summary>A sentence for each device that gives less than its kind.</summary>
    /// <param name="isKnown">Whether another sentence says already that the link of a device is narrow.</param>
    public static IEnumerable<SummarySentence> Losses(ImmutableArray<Judgement> judgements, Func<string, bool> isKnown) =>
        from pattern in JudgementPattern.Of(judgements.Where(judgement =>
            !(isKnown(judgement.Figure.Result.Device) && judgement.Figure.Quantity.EndsWith("-pinned", StringComparison.Ordinal))))
        let worst = pattern.Losses[0]
        select new SummarySentence(
            "below-its-kind", SentenceKind.Loss,
            $"{pattern.Device}: {pattern.Cause}. {Name(worst)} {worst.Figure.Value.Quantity} is {worst.Text}"
                + $"{(pattern.Losses.Length > 1 ? $", and {More(pattern)}" : "")}.",
            $"Look at: {pattern.LookAt}.");

    /// <summary>What cannot be true.</summary>
    public static IEnumerable<SummarySentence> Doubts(ImmutableArray<Judgement> judgements) =>
        from judgement in judgements
        where judgement.Kind is JudgementKind.Impossible or JudgementKind.UnusuallyHigh
        orderby judgement.Kind == JudgementKind.Impossible descending
        select new SummarySentence("doubtful", SentenceKind.Note,
            $"{Name(judgement)} {judgement.Figure.Value.Quantity} of {judgement.Figure.Result.Device} is {judgement.Text}.",
            $"Check {judgement.LookAt}.");

    /// <summary>What is as it should be, or why nothing can be said; one for each device.</summary>
    public static IEnumerable<SummarySentence> Agreements(ImmutableArray<Judgement> judgements)
    {
        foreach (var device in judgements.GroupBy(judgement => judgement.Figure.Result.Device, StringComparer.Ordinal))
        {
            Judgement[] fine = [.. device.Where(judgement => judgement.IsFine).OrderByDescending(judgement => judgement.Sources)];
            Judgement[] lower =
            [
                .. device.Where(judgement => judgement.Kind == JudgementKind.LowerThanUsual).OrderBy(judgement => judgement.Share).Take(1),
            ];
            Judgement[] shown = [.. lower, .. fine.Take(MostFigures - lower.Length)];
            // What is low is a sentence of its own.
            if (shown is [])
                shown = [.. device.Where(judgement => judgement.Kind is JudgementKind.NotJudged or JudgementKind.NoReference).Take(1)];
            if (shown is []) continue;
            var more = fine.Length - (shown.Length - lower.Length);
            yield return new SummarySentence(
                "others-of-its-kind", lower is [] && fine is not [] ? SentenceKind.Fine : SentenceKind.Note,
                $"{device.Key} beside others: {string.Join("; ", shown.Select(judgement => $"{Name(judgement)} {judgement.Text}"))}"
                    + $"{(fine.Length > 0 && more > 0 ? FormattableString.Invariant($"; {more} more as usual") : "")}.");
        }
    }

    /// <summary><c>bf16-gemm-best</c> as <c>bf16 GEMM</c>.</summary>
    private static string Name(Judgement judgement)
    {
        var quantity = judgement.Figure.Quantity;
        return quantity.Split('-') switch
        {
            ["memory", "bandwidth", var kind] => $"memory {kind}",
            [var type, "gemm", "best"] => $"{type} GEMM",
            [var type, var unit, "peak"] => $"{type} {unit} peak",
            ["h2d", ..] => "copy to the GPU",
            ["d2h", ..] => "copy from the GPU",
            _ => quantity,
        };
    }

    private static string More(JudgementPattern pattern) => string.Join(", ", pattern.Losses.Skip(1).Take(MostFigures)
        .Select(loss => $"{Name(loss)} {NumberText.Share(loss.Share ?? 0)}"));
}
