using System.Collections.Immutable;

namespace StackBench.Core.Expectations;

/// <summary>What several judgements of one device say together, which is worth more than each: where the loss sits.</summary>
/// <param name="Losses">Judgements it explains, the greatest loss first.</param>
/// <param name="Cause">Where the loss sits, as the end of a sentence: <c>only the link is slow</c>.</param>
/// <param name="LookAt">What to look at, most likely first.</param>
public sealed record JudgementPattern(string Device, ImmutableArray<Judgement> Losses, string Cause, string LookAt)
{
    /// <summary>Losses of arithmetic that differ by less have one factor.</summary>
    private const double OneFactor = 0.12;

    /// <summary>The patterns of each device that loses something.</summary>
    public static ImmutableArray<JudgementPattern> Of(IEnumerable<Judgement> judgements) =>
    [
        .. judgements.GroupBy(judgement => judgement.Figure.Result.Device, StringComparer.Ordinal)
            .Select(device => Of(device.Key, [.. device])).OfType<JudgementPattern>(),
    ];

    private static JudgementPattern? Of(string device, ImmutableArray<Judgement> all)
    {
        ImmutableArray<Judgement> losses = [.. all.Where(judgement => judgement.IsLoss).OrderBy(judgement => judgement.Share)];
        if (losses.IsEmpty) return null;
        bool IsLow(string part) => losses.Any(loss => Is(loss, part));
        bool IsFine(string part) => all.Any(judgement => Is(judgement, part) && judgement.IsFine);
        bool OnlyLow(string part) => losses.All(loss => Is(loss, part));
        JudgementPattern Found(string cause, string lookAt) => new(device, losses, cause, lookAt);

        var isAnythingFine = all.Any(judgement => judgement.IsFine);
        if (OnlyLow("-pinned") && isAnythingFine)
            return Found("only the link is slow", "the slot, its lanes and generation (lspci -vv), a riser, which CPU it hangs on");
        if (OnlyLow("memory-") && isAnythingFine)
            return Found("the memory is slow and nothing else",
                "ECC switched on, the memory's clock, memory shared with the host, other work");
        if (OnlyLow("-gemm-best") && (IsFine("-matrix-peak") || IsFine("-vector-peak")))
            return Found("the units give their rate, the library does not",
                "version and build of the library, hipBLASLt or cuBLASLt, tuning");
        var compute = losses.Where(loss => !Is(loss, "memory-") && !Is(loss, "-pinned")).ToArray();
        if (compute.Length > 1 && !IsLow("memory-") && IsFine("memory-")
            && compute.Max(loss => loss.Share) - compute.Min(loss => loss.Share) < OneFactor)
            return Found("all arithmetic is low by one factor and the memory is fine", "power limit, clocks, temperature");
        return Found($"lowest is {losses[0].Figure.Quantity}", losses[0].LookAt ?? "clocks, power limit, other work");
    }

    private static bool Is(Judgement judgement, string part) => judgement.Figure.Quantity.Contains(part, StringComparison.Ordinal);
}
