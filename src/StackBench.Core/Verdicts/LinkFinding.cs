using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Expectations;
using StackBench.Core.Results;

namespace StackBench.Core.Verdicts;

/// <summary>GPUs whose link runs with fewer lanes than they have.</summary>
internal static class LinkFinding
{
    public static IEnumerable<SummarySentence> Of(Run run, ImmutableArray<Judgement> judgements) =>
        run.Results.Select(result => result.Device).Distinct(StringComparer.Ordinal)
            .Select(device => (Device: device, Gpu: GpuIdentity.Of(run.Fingerprint, device)))
            .Where(found => found.Gpu is { IsLaptop: false, Link.IsNarrow: true })
            .Select(found => Of(found.Device, found.Gpu!.Link!, judgements));

    private static SummarySentence Of(string device, GpuLink link, ImmutableArray<Judgement> judgements)
    {
        var slowest = judgements.Where(judgement => judgement.Figure.Result.Device == device && judgement.Share is not null
            && judgement.Figure.Quantity.EndsWith("-pinned", StringComparison.Ordinal)).MinBy(judgement => judgement.Share);
        var measured = slowest is null ? "" : $"; {slowest.Figure.Result.Workload} reaches {slowest.Figure.Value.Quantity}: {slowest.Text}";
        return new SummarySentence("link-narrow", SentenceKind.Loss, string.Create(CultureInfo.InvariantCulture,
            $"The link of the GPU {device} runs with {link.Lanes} of its {link.MostLanes} lanes{measured}."),
            "Seat the board anew; look at the slot's wiring, a riser, and how the firmware divides the lanes (sudo lspci -vv).");
    }
}
