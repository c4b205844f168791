using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;

namespace StackBench.Core.Assessments;

/// <summary>What a result means, in words for a person. Plain text of untrusted origin: whoever prints it makes it safe.</summary>
/// <param name="Findings">Most important first; empty where a table says elsewhere all there is to say.</param>
public sealed record Assessment(Mark Mark, ImmutableArray<Finding> Findings)
{
    /// <summary>Share of the level below from which an efficiency is good.</summary>
    public const double GoodShare = 0.8;

    /// <summary>Share of the level below from which an efficiency is fair; lower ones are low.</summary>
    public const double FairShare = 0.5;

    /// <summary>
    /// Share of the level below beyond which that level is no bound: what it was measured with is slower than what stands on it.
    /// </summary>
    public const double MostShare = 1.1;

    /// <summary>Spread of the launches up to which a share is judged.</summary>
    public const double SurestSpread = 0.2;

    /// <summary>The note that says in general what the finding about the spread says with its figure.</summary>
    private static readonly string NoisyNote = EnumText.Of(Reservation.Noisy);

    private static readonly ImmutableArray<Role> MostSevereFirst = [Role.Error, Role.Worse, Role.Warn, Role.Better, Role.Plain, Role.Muted];

    /// <summary>The role of the most severe finding.</summary>
    public Role Role => MostSevereFirst.FirstOrDefault(role => Findings.Any(finding => finding.Role == role));

    /// <summary>All findings in a word each: <c>low, steady</c>.</summary>
    public string Short => string.Join(", ", Findings.Select(finding => finding.Short));

    /// <summary>All findings in full: <c>low: 38 % of the measured fp32 FMA peak, steady</c>.</summary>
    public string Text => string.Join(", ", Findings.Select(finding => finding.Text));

    /// <param name="share">Of the layer below (<see cref="Ladder.ShareOf"/>); null where there is none.</param>
    public static Assessment Of(BenchmarkResult result, double? share)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Outcome switch
        {
            Ok ok => OfOk(result, ok, share),
            Skipped skipped => new(Mark.Skipped, [new("skipped", $"skipped: {skipped.Reason}", Role.Muted)]),
            Failed failed => new(Mark.Failed, [new("failed", $"failed ({EnumText.Of(failed.Stage)}): {failed.Reason}", Role.Error)]),
            Implausible implausible => new(Mark.Failed, [Describe(implausible)]),
            _ => throw new InvalidOperationException($"unknown outcome {result.Outcome}"),
        };
    }

    private static Assessment OfOk(BenchmarkResult result, Ok ok, double? share)
    {
        var facts = LaunchFacts.Of(result);
        Finding?[] known = [Efficiency(result, share, facts), Noise(facts)];
        var findings = known.OfType<Finding>().ToImmutableArray();
        // Before all others: whatever they say is not said of what was to be measured.
        if (result.IsInvalid)
            findings = findings.Insert(0, new Finding(Note.Invalid, "invalid: the client was the limit", Role.Error));
        var told = findings.Select(finding => finding.Short).ToHashSet(StringComparer.Ordinal);
        told.Add(NoisyNote);
        findings = findings.AddRange(
            ok.Notes.Where(note => !note.IsFact && told.Add(note.Code)).Select(note => new Finding(note.Code, note.Code, Role.Warn)));
        return new Assessment(
            findings[0].Role == Role.Error ? Mark.Failed
                : findings.Any(finding => finding.Role == Role.Warn) ? Mark.Unsure
                : Mark.Sound, findings);
    }

    private static Finding? Efficiency(BenchmarkResult result, double? share, LaunchFacts facts)
    {
        if (share is not { } known) return null;
        var factor = result.Layer.Factor == 1 ? "" : $"{NumberText.Exact(result.Layer.Factor)} x ";
        var below = $"{factor}the {result.Layer.BelowTitle ?? result.Layer.Below}";
        if (known == 1 && result.Layer.Provides == result.Layer.Below) return new Finding("best", below, Role.Plain);
        // A word would claim what values so far apart cannot carry.
        if (facts.Spread > SurestSpread) return new Finding("unsure", $"about {NumberText.Share(known)} of {below}", Role.Plain);
        if (known > MostShare)
            return new Finding("above", $"above the layer below: {NumberText.Share(known)} of {below}, which is no bound here", Role.Plain);
        // Judged as it is shown: 79.8 % reads 80 % and is good.
        var (word, role) = Math.Round(known, 2) switch
        {
            >= GoodShare => ("good", Role.Better),
            >= FairShare => ("fair", Role.Plain),
            _ => ("low", Role.Worse),
        };
        return new Finding(word, $"{word}: {NumberText.Share(known)} of {below}", role);
    }

    private static Finding Noise(LaunchFacts facts) => facts switch
    {
        { Spread: null } => new("1 launch", "one launch: spread unknown", Role.Muted),
        { IsSteady: true, IsJudged: false } => new("2 launches", "two launches: too few to be steady", Role.Muted),
        { IsSteady: true } => new("steady", "steady", Role.Plain),
        { Spread: { } spread } => new("varies", $"varies ±{NumberText.Share(spread)} between launches", Role.Warn),
    };

    private static Finding Describe(Implausible implausible)
    {
        var (limit, unit, basis) = implausible.Ceiling;
        var text =
            $"implausible: {NumberText.Quantity(implausible.Value, unit)} is above the limit of "
                + $"{NumberText.Quantity(limit, unit)} ({basis})";
        return new Finding("implausible", text, Role.Error);
    }
}
