using System.Collections.Immutable;
using StackBench.Core.Statistics;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;
using StackBench.Serving.Streams;

namespace StackBench.Tests.Serving;

public sealed class ServingMetricsTests
{
    private static RequestRecord Record(int tokens, params (int Ms, int Read, int? Total)[] events) => new(
        0, 0, 0, 5_000_000, 6_000_000, 500_000_000, RequestStatus.Ok,
        [.. events.Select(one => new StreamEvent(one.Ms * 1_000_000L, one.Read, 10, EventKind.Content, one.Total))],
        new TokenCounts(Completion: tokens));

    // Score intervals of 95 % as of R's prop.test(x, n, correct = FALSE).
    [Theory]
    [InlineData(0, 10, 0, 0.2775328)]
    [InlineData(10, 10, 0.7224672, 1)]
    [InlineData(5, 10, 0.2365931, 0.7634069)]
    [InlineData(95, 100, 0.8882495, 0.9784563)]
    public void Wilson(int good, int all, double low, double high)
    {
        var interval = WilsonInterval.Of(good, all)!.Value;
        Assert.Equal(low, interval.Low, 5);
        Assert.Equal(high, interval.High, 5);
    }

    [Fact]
    public void No_trials_have_no_interval() => Assert.Null(WilsonInterval.Of(0, 0));

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(19, false, false)]
    [InlineData(20, true, false)]
    [InlineData(199, true, false)]
    [InlineData(200, true, true)]
    public void A_percentile_is_told_only_with_enough_values(int count, bool p90, bool p99)
    {
        var summary = LatencySummary.Of(Enumerable.Range(1, count).Select(i => (double?)i))!;
        Assert.Equal((count, (double)count, p90, p99), (summary.Count, summary.Max, summary.P90.HasValue, summary.P99.HasValue));
        Assert.Null(LatencySummary.Of([null]));
    }

    [Fact]
    public void Tpot_leaves_out_the_tokens_of_the_first_event()
    {
        Assert.Equal(0.1, RequestMetrics.Of(Record(4, (100, 0, null), (200, 1, null), (300, 2, null), (400, 3, null))).Tpot!.Value, 12);
        Assert.Equal(0.1, RequestMetrics.Of(Record(6, (100, 0, 3), (200, 1, 4), (300, 2, 5), (400, 3, 6))).Tpot!.Value, 12);
        Assert.Null(RequestMetrics.Of(Record(1, (100, 0, null))).Tpot);
        Assert.Null(RequestMetrics.Of(Record(3, (100, 0, 3), (200, 1, 3))).Tpot);
    }

    [Fact]
    public void Times_are_from_the_schedule_and_from_sending()
    {
        var metrics = RequestMetrics.Of(Record(2, (100, 0, null), (200, 1, null)));
        Assert.Equal(0.1, metrics.Ttft!.Value, 12);
        Assert.Equal(0.095, metrics.TtftSend!.Value, 12);
        Assert.Equal(0.005, metrics.ClientDelay, 12);
        Assert.Equal(0.2, metrics.E2E, 12);
    }

    [Fact]
    public void Chunks_are_not_tokens_and_events_of_one_read_have_no_gap()
    {
        var record = Record(25, (100, 0, null), (100, 0, null), (150, 1, null), (200, 2, null), (300, 3, null));
        var gaps = TokenGaps.Of([record])!;
        Assert.Equal([0.05, 0.05, 0.1], gaps.Gaps.Select(gap => Math.Round(gap, 9)));
        Assert.Equal((0.25, 5, false, false), (gaps.Coalesced, gaps.TokensPerEvent, gaps.AreTokens, gaps.IsReliable));
        Assert.True(RequestMetrics.Of(record).Disagree);
    }

    [Fact]
    public void Reasoning_that_comes_in_no_event_is_in_no_gap()
    {
        var record = Record(10, (100, 0, null), (150, 1, null), (200, 2, null), (300, 3, null)) with
        {
            Counts = new TokenCounts(Completion: 10, Reasoning: 6),
        };
        Assert.Equal((1, true), (TokenGaps.Of([record])!.TokensPerEvent, TokenGaps.Of([record])!.AreTokens));
    }

    [Fact]
    public void Failed_requests_count_against_attainment_and_one_token_is_judged_on_the_rest()
    {
        var good = Record(2, (100, 0, null), (200, 1, null));
        var one = Record(1, (100, 0, null));
        var slow = Record(2, (100, 0, null), (400, 1, null));
        var failed = good with { Status = RequestStatus.Timeout };
        var late = good with { Scheduled = 2_000_000_000 };
        var plan = new LoadPlan(
            new Uri("http://127.0.0.1"), ServingApi.Chat, "m", new ArrivalPattern.Constant(1), 5, new PromptSet.RandomWords(1), 2, 1)
        {
            Slo = new Slo(Ttft: 0.15, Tpot: 0.2),
        };
        var metrics = LoadMetrics.Of(new LoadReport(plan, [], [good, one, slow, failed, late], 1_000_000_000, 2_000_000_000, 0, false));
        Assert.Equal(0.5, metrics.Attainment);
        Assert.Equal(2, metrics.Goodput);
        Assert.Equal(1, metrics.UndeterminedTpot);
        Assert.Equal(1, metrics.Failures["timeout"]);
        // Of the failed one no token counts.
        Assert.Equal(7.0 / 2, metrics.WholeRunTokens);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void Gamma_gaps_have_their_mean_and_variation(double variation)
    {
        var gaps = Gaps(ArrivalSchedule.Draw(new ArrivalPattern.GammaArrivals(10, variation), 50_000, 3));
        var mean = gaps.Average();
        Assert.Equal(0.1, mean, 0.003);
        Assert.Equal(variation, Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean))) / mean, 0.05 * variation);
    }

    [Fact]
    public void Poisson_gaps_are_exponential_and_a_seed_repeats_them()
    {
        var drawn = ArrivalSchedule.Draw(new ArrivalPattern.Poisson(10), 50_000, 3);
        Assert.Equal(drawn, ArrivalSchedule.Draw(new ArrivalPattern.Poisson(10), 50_000, 3));
        Assert.NotEqual(drawn, ArrivalSchedule.Draw(new ArrivalPattern.Poisson(10), 50_000, 4));
        Assert.Equal(Math.Log(2) / 10, Quantile.Median(Gaps(drawn)), 0.002);
    }

    [Fact]
    public void Constant_and_traced_times_are_as_given()
    {
        Assert.Equal([0, 250_000_000, 500_000_000], ArrivalSchedule.Draw(new ArrivalPattern.Constant(4), 3, 1));
        Assert.Equal([0, 500_000_000, 2_000_000_000], ArrivalSchedule.Draw(new ArrivalPattern.Trace([0, 0.5, 2]), 3, 1));
        Assert.Throws<ArgumentException>(() => ArrivalSchedule.Draw(new ArrivalPattern.Trace([1, 0.5]), 2, 1));
        Assert.Throws<ArgumentException>(() => ArrivalSchedule.Draw(new ArrivalPattern.Constant(0), 3, 1));
    }

    [Fact]
    public void Prompts_differ_by_index_and_seed_but_for_the_shared_part()
    {
        var set = new PromptSet.RandomWords(8, Shared: 4);
        var prompts = Enumerable.Range(0, 1000).Select(i => PromptSource.At(set, 1, i, PromptBlocks.None).Text!).ToImmutableArray();
        Assert.Equal(1000, prompts.Distinct().Count());
        Assert.Single(prompts.Select(text => text[..20]).Distinct());
        Assert.DoesNotContain(PromptSource.At(set, 2, 0, PromptBlocks.None).Text!, prompts);
        var ids = PromptSource.At(new PromptSet.RandomIds(50, 300, 400), 1, 0, PromptBlocks.None).Ids;
        Assert.Equal(50, ids.Length);
        Assert.All(ids, id => Assert.InRange(id, 300, 399));
    }

    [Fact]
    public void Prompt_files_are_json_lines_or_sharegpt()
    {
        Assert.Equal(["a", "b"], PromptFile.Read("{\"prompt\":\"a\"}\n\n{\"prompt\":\"b\"}\n").Prompts);
        Assert.Equal(["q"],
            PromptFile.Read("[{\"conversations\":[{\"from\":\"gpt\",\"value\":\"x\"},{\"from\":\"human\",\"value\":\"q\"}]}]").Prompts);
        Assert.Throws<FormatException>(() => PromptFile.Read("{\"x\":1}"));
        Assert.Throws<FormatException>(() => PromptFile.Read("no"));
    }

    private static double[] Gaps(ImmutableArray<long> times) => [.. times.Zip(times.Skip(1), (a, b) => (b - a) * 1e-9)];
}
