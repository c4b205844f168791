using StackBench.Core.Statistics;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;
using StackBench.Serving.SelfCheck;

namespace StackBench.Tests.Serving;

public sealed class NullServerTests
{
    private static readonly StreamPattern Fixed = new(12) { Ttft = TimeSpan.FromMilliseconds(50), Itl = TimeSpan.FromMilliseconds(10) };

    [Fact]
    public void Times_due_are_as_the_pattern_says()
    {
        Assert.Equal([50_000_000, 60_000_000, 70_000_000], (Fixed with { Tokens = 3 }).Offsets(7));
        Assert.Equal([0, 0, 0], new StreamPattern(3).Offsets(7));
        Assert.False(new StreamPattern(3).IsPaced);
    }

    [Fact]
    public void Jitter_is_even_within_its_share_and_a_seed_repeats_it()
    {
        var pattern = new StreamPattern(10_000) { Itl = TimeSpan.FromMilliseconds(10), Jitter = 0.5, Seed = 3 };
        var offsets = pattern.Offsets(1);
        var gaps = offsets.Zip(offsets.Skip(1), (a, b) => (double)(b - a)).ToArray();
        Assert.All(gaps, gap => Assert.InRange(gap, 4_999_999, 15_000_001));
        Assert.Equal(10e6, gaps.Average(), 0.1e6);
        Assert.Equal(7.5e6, Quantile.Of(gaps, 0.25), 0.2e6);
        Assert.Equal(offsets, pattern.Offsets(1));
        Assert.NotEqual(offsets, pattern.Offsets(2));
        Assert.NotEqual(offsets, (pattern with { Seed = 4 }).Offsets(1));
    }

    [Theory]
    [InlineData(5, null, 5)]
    [InlineData(5, 6L, 5)]
    [InlineData(6, 6L, 2_000_006)]
    [InlineData(1_000_000, 6L, 2_000_006)]
    [InlineData(2_000_007, 6L, 2_000_007)]
    public void A_stall_postpones_what_falls_into_it(long due, long? stalled, long sent) =>
        Assert.Equal(sent, new StreamPattern(1) { Stall = TimeSpan.FromMilliseconds(2) }.Postponed(due, stalled));

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public async Task What_is_reported_is_what_the_server_really_did(double jitter)
    {
        await using var server = NullServer.Start(Fixed with { Jitter = jitter, Seed = 5 }, TimeProvider.System);
        var report = await RunAsync(Plan(server, 256, new ArrivalPattern.Closed(64)));
        Assert.All(report.Records, record => Assert.Equal(RequestStatus.Ok, record.Status));
        Assert.Equal(256, server.Sent.Count);

        // One clock for both: an event is never seen before it was sent, so neither is the n-th of all. A microsecond for rounding.
        var sent = server.Sent.SelectMany(one => one.Tokens).Order().ToArray();
        var seen = report.Records.SelectMany(
            record => record.Events.Where(one => one.CarriesTokens).Select(one => report.Origin + one.Nanoseconds))
            .Order().ToArray();
        Assert.Equal(sent.Length, seen.Length);
        var lags = sent.Zip(seen, (a, b) => (b - a) * 1e-9).ToArray();
        Assert.All(lags, lag => Assert.True(lag > -1e-6));

        // Tolerances for a machine that does other work; bench/serving/accuracy.sh prints the tight ones.
        var metrics = LoadMetrics.Of(report);
        Assert.InRange(Quantile.Median(lags), 0, 0.02);
        Assert.InRange(metrics.TtftSend!.P50 - Median(server.Sent.Select(one => one.Tokens[0] - one.Arrived)), -0.002, 0.03);
        Assert.InRange(
            metrics.Icl!.P50 - Median(server.Sent.SelectMany(one => one.Tokens.Zip(one.Tokens.Skip(1), (a, b) => b - a))), -0.005, 0.005);
        Assert.InRange(metrics.Tpot!.P50 - Median(server.Sent.Select(one => (one.Tokens[^1] - one.Tokens[0]) / 11)), -0.005, 0.005);
        Assert.Equal(256 * 12 / metrics.WholeRunTokens, report.End * 1e-9, 9);
    }

    [Fact]
    public async Task A_stall_is_in_the_scheduled_p99_and_not_in_that_from_sending()
    {
        var pattern = new StreamPattern(1) { Stall = TimeSpan.FromSeconds(2), StallAt = 100 };
        await using var server = NullServer.Start(pattern, TimeProvider.System);
        var report = await RunAsync(Plan(server, 400, new ArrivalPattern.Constant(200)) with { MaxConcurrency = 2 });
        var metrics = LoadMetrics.Of(report);

        // The four that follow the one that began it were due within 0.02 s of it and waited for its end.
        Assert.True(metrics.Ttft!.P99 > 1.9);
        // Only the two under way were stalled after they had been sent.
        Assert.True(metrics.TtftSend!.P99 < metrics.Ttft.P99 / 2);
        Assert.True(metrics.TtftSend.Max > 1.9);
        Assert.True(metrics.ClientDelay!.P99 > 1.8);
    }

    [Fact]
    public async Task Every_token_of_a_server_without_times_is_counted_bundled_or_not()
    {
        foreach (var bundle in (int[])[1, 7, 100])
        {
            await using var server = NullServer.Start(new StreamPattern(100) { EventsPerWrite = bundle }, TimeProvider.System);
            var report = await RunAsync(Plan(server, 40, new ArrivalPattern.Closed(8)));
            Assert.All(report.Records, record =>
                Assert.Equal((RequestStatus.Ok, 100), (record.Status, record.Events.Count(one => one.CarriesTokens))));
            Assert.Equal(0, report.Connects);
            Assert.Empty(server.Sent);
        }
    }

    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(1, 0, 0, true)]
    [InlineData(1, 4, 0, false)]
    [InlineData(1, 0, 1, false)]
    public async Task Cached_tokens_of_unique_prompts_are_a_warning(int cached, int shared, int blocks, bool isWarned)
    {
        await using var server =
            NullServer.Start(new StreamPattern(2) { CachedTokens = cached, Ttft = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
        var report = await RunAsync(Plan(server, 4, new ArrivalPattern.Closed(1)) with
        {
            Prompts = new PromptSet.RandomWords(4, shared),
            PromptBlocks = [new PromptBlocks(2, [.. Enumerable.Range(0, blocks).Select(id => (ulong)id)])],
        });
        var warnings = LoadWarning.Of(report, LoadMetrics.Of(report)).Where(one => one.Kind == LoadWarningKind.WarmCache).ToArray();
        Assert.Equal(isWarned, warnings.Length == 1);
        if (isWarned) Assert.StartsWith("6.2 % of", warnings[0].Text, StringComparison.Ordinal);
    }

    private static LoadPlan Plan(NullServer server, int requests, ArrivalPattern arrivals) =>
        new(server.Endpoint, ServingApi.Chat, "null", arrivals, requests, new PromptSet.RandomWords(8), 12, 7) { AllowsShort = true };

    private static Task<LoadReport> RunAsync(LoadPlan plan) =>
        LoadGenerator.RunAsync(plan, null, TimeProvider.System, TestContext.Current.CancellationToken);

    private static double Median(IEnumerable<long> nanoseconds) => Quantile.Median([.. nanoseconds.Select(one => one * 1e-9)]);
}
