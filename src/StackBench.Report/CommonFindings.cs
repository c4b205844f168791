using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Statistics;
using StackBench.Core.Units;

namespace StackBench.Report;

/// <summary>What holds for most results of a run: said once below its table, so that a word in a row marks an exception.</summary>
/// <param name="Words">Short forms of the findings that rows leave out.</param>
/// <param name="Sentences">What is said once; notes that have a remedy are said by <see cref="Advice"/>.</param>
public sealed record CommonFindings(ImmutableHashSet<string> Words, double UsualSpread, ImmutableArray<string> Sentences)
{
    private const string OneLaunch = "1 launch", TwoLaunches = "2 launches", Varies = "varies";

    /// <summary>What says how finely a run can tell, and nothing against its values.</summary>
    private static readonly ImmutableArray<string> OfPrecision = [OneLaunch, TwoLaunches, Varies, "unconverged"];

    private const double LeastShare = 0.5;
    private const int LeastRows = 4;

    /// <summary>A result that varies by so much more than most is an exception.</summary>
    private const double Exceptional = 2;

    public static CommonFindings Of(RunTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        RunRow[] measured = [.. table.Rows.Where(row => row.Result.Headline is not null)];
        Dictionary<string, int> words = measured.Length < LeastRows
            ? []
            : measured.SelectMany(row => row.Assessment.Findings.Where(IsReservation).Select(finding => finding.Short).Distinct())
                .CountBy(word => word).Where(word => word.Value > LeastShare * measured.Length).ToDictionary();
        double[] spreads =
            [.. measured.Where(row => row.Assessment.Findings.Any(finding => finding.Short == Varies))
                .Select(row => LaunchFacts.Of(row.Result).Spread).OfType<double>()];
        var usual = spreads.Length == 0 ? 0 : Quantile.Median(spreads);
        return new CommonFindings(
            ImmutableHashSet.CreateRange(StringComparer.Ordinal, words.Keys), usual,
            [.. words.Select(word => Sentence(word.Key, word.Value, measured.Length, usual)).OfType<string>()]);
    }

    /// <summary>An assessment as its row shows it.</summary>
    public Assessment Without(RunRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var assessment = row.Assessment;
        if (Words.Count == 0 || row.Result.Headline is null) return assessment;
        var left = assessment.Findings.RemoveAll(finding => Words.Contains(finding.Short) && IsReservation(finding)
            && !(finding.Short == Varies && LaunchFacts.Of(row.Result).Spread > Exceptional * UsualSpread));
        var isSound = assessment.Findings.All(finding => finding.Role != Role.Warn
            || (OfPrecision.Contains(finding.Short) && !left.Contains(finding)));
        return assessment with
        {
            Findings = left,
            Mark = assessment.Mark == Mark.Unsure && isSound ? Mark.Sound : assessment.Mark,
        };
    }

    private static bool IsReservation(Finding finding) => finding.Role is Role.Warn or Role.Muted;

    private static string? Sentence(string word, int count, int of, double usual)
    {
        var which = count == of ? "" : string.Create(CultureInfo.InvariantCulture, $" ({count} of {of} results)");
        return word switch
        {
            OneLaunch => $"One launch each{which}: how far launches differ is unknown; --launches 5 tells.",
            TwoLaunches => $"Two launches each{which}: too few to be called steady.",
            Varies => $"Launches differ by ±{NumberText.Share(usual)} as a rule{which}: smaller changes do not show in this run. "
                + "Results that differ by much more say so.",
            _ => null,
        };
    }
}
