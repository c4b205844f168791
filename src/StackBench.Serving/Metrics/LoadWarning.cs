using System.Collections.Immutable;
using StackBench.Core.Units;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;

namespace StackBench.Serving.Metrics;

/// <summary>A reason to read a cell's numbers with care.</summary>
/// <param name="Text">A sentence for the user, without a full stop.</param>
internal sealed record LoadWarning(LoadWarningKind Kind, string Text)
{
    public static ImmutableArray<LoadWarning> Of(LoadReport report, LoadMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(metrics);
        var warnings = ImmutableArray.CreateBuilder<LoadWarning>();
        if (metrics.CacheHits > LoadMetrics.CacheHitsToMark && AreUnique(report.Plan))
            warnings.Add(new(LoadWarningKind.WarmCache,
                $"{NumberText.Share(metrics.CacheHits.Value)} of the prompt tokens came from a prefix cache though no prompt was sent "
                    + $"twice: TTFT is not that of new prompts"));
        if (report.Connects > 0)
            warnings.Add(new(LoadWarningKind.NewConnections,
                $"{report.Connects} connections were opened after the start: their set-up is inside a TTFT"));
        if (metrics.Disagreements > 0)
            warnings.Add(new(LoadWarningKind.TokenCounts,
                $"the server's token counts and its events differ in {metrics.Disagreements} of {report.Records.Length} requests"));
        if (TokenGaps.Of(report.Records.Where(one => one.Status == RequestStatus.Ok)) is { IsReliable: false } gaps)
            warnings.Add(new(LoadWarningKind.Coalesced,
                $"{NumberText.Share(gaps.Coalesced)} of the token events came together with the one before: gaps "
                    + $"between tokens are unreliable"));
        return warnings.DrainToImmutable();
    }

    private static bool AreUnique(LoadPlan plan) => plan.Prompts switch
    {
        not PromptSet.Texts when plan.PromptBlocks.Any(blocks => !blocks.Ids.IsEmpty) => false,
        PromptSet.RandomWords words => words.Shared == 0,
        PromptSet.RandomIds ids => ids.Shared == 0,
        PromptSet.Texts texts => plan.Requests + plan.WarmUpRequests <= texts.Prompts.Length
            && texts.Prompts.Distinct(StringComparer.Ordinal).Count() == texts.Prompts.Length,
        _ => false,
    };
}
