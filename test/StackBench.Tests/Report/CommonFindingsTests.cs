using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Report;
using StackBench.Terminal;
using StackBench.Tests.Verdicts;

namespace StackBench.Tests.Report;

public sealed class CommonFindingsTests
{
    private static readonly RunTable Table = RunTable.Of(RecordedRuns.Healthy);

    private static string Text(RunTable table, int width = 120) => string.Join('\n', RunTableView.Lines(table, width, Glyphs.Unicode));

    [Fact]
    public void What_holds_for_most_rows_is_said_once_and_a_word_marks_the_exception()
    {
        var common = CommonFindings.Of(Table);
        Assert.Equal(["unconverged", "varies"], common.Words.Order());
        Assert.Equal(
            "Launches differ by ±7.4 % as a rule (23 of 33 results): smaller changes do not show in this run. Results that differ by much "
                + "more say so.", Assert.Single(common.Sentences));
        var text = Text(Table, 200);
        Assert.Equal(1, text.Split("as a rule").Length - 1);
        // Twice as much as most, and no other.
        Assert.Equal(Table.Rows.Count(row => row.Assessment.Findings.Any(finding => finding.Short == "varies")
            && LaunchFacts.Of(row.Result).Spread > 2 * common.UsualSpread), text.Split("varies ±").Length - 1);
    }

    [Fact]
    public void Rows_of_one_launch_do_not_say_so_each()
    {
        var once = RecordedRuns.Healthy with
        {
            Results = [.. RecordedRuns.Healthy.Results.Select(result => result with { Launches = [.. result.Launches.Take(1)] })],
        };
        var text = Text(RunTable.Of(once));
        Assert.Equal(1, text.Split("One launch each").Length - 1);
        Assert.DoesNotContain("spread unknown", text, StringComparison.Ordinal);
    }

    /// <summary>Others on the CPU are no matter of precision: the sign stays, once said or not.</summary>
    [Fact]
    public void A_contended_row_keeps_its_sign()
    {
        var contended = RecordedRuns.Healthy with
        {
            Results = [.. RecordedRuns.Healthy.Results.Select(result => result.Outcome is Ok ok
                ? result with { Outcome = ok with { Notes = [new Note("contended", "busy")] } }
                : result)],
        };
        var table = RunTable.Of(contended);
        var common = CommonFindings.Of(table);
        Assert.Contains("contended", common.Words);
        Assert.All(table.Rows.Where(row => row.Result.Headline is not null), row => Assert.Equal(Mark.Unsure, common.Without(row).Mark));
    }

    [Fact]
    public void Few_rows_say_it_themselves() => Assert.Empty(CommonFindings.Of(RunTable.Of(RecordedRuns.Healthy with
    {
        Results = [.. RecordedRuns.Healthy.Results.Take(3)],
    })).Words);

    [Fact]
    public void Each_result_has_one_line_at_120_columns_unless_it_has_no_value()
    {
        var lines = Text(Table).Split('\n').TakeWhile(line => line.Length > 0).ToArray();
        Assert.Equal(Table.Rows.Length, lines.Count(line => line.StartsWith("  ✓", StringComparison.Ordinal)
            || line.StartsWith("  ≈", StringComparison.Ordinal) || line.StartsWith("  –", StringComparison.Ordinal)));
        // A head, a heading for each benchmark, and nothing that wraps but the reasons of what was skipped.
        var skipped = Table.Rows.Count(row => row.Result.Outcome is Skipped);
        Assert.InRange(lines.Length, 0, 1 + 5 + Table.Rows.Length + skipped);
    }

    [Fact]
    public void Further_metrics_have_columns_of_their_own()
    {
        var text = Text(Table);
        Assert.Matches("attention +Time per call +Rate +Speed-up +Peak memory", text);
        Assert.Matches("fp32 s512 h8 d64 flash +5.75 ms +89.0 ktoken/s +1.98 +1.30 MiB", text);
        Assert.DoesNotContain("call-time", text, StringComparison.Ordinal);
    }
}
