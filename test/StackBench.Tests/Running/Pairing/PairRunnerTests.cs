using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Running;
using StackBench.Running.Pairing;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Running.Engines;

namespace StackBench.Tests.Running.Pairing;

/// <summary>Pairs of real worker processes: one that does its work and one that does more, or none.</summary>
public sealed class PairRunnerTests
{
    [Fact]
    public async Task A_side_that_does_twice_the_work_is_a_regression_confirmed_on_fresh_pairs()
    {
        var events = await RunAsync("steady", "slower", new PairedPlan());
        var ended = Assert.IsType<PairsEnded>(events[^1]);
        var metric = Assert.Single(ended.Metrics);
        Assert.Equal((Verdict.Regression, null), (metric.Verdict, ended.Reason));
        Assert.InRange(metric.Ratio!.Value, 1.5, 2.5);
        Assert.Equal("confirmed on fresh pairs", metric.Reason);

        // Seven screened and ten confirmed; each launch of a side bears the number of its pair.
        int[] pairs = [.. Enumerable.Range(1, 17)];
        Assert.Equal(pairs, Assert.Single(ended.Baseline.Results).Launches.Select(launch => launch.Number));
        Assert.Equal(pairs, Assert.Single(ended.Candidate.Results).Launches.Select(launch => launch.Number));
        Assert.Equal(
            pairs.Select(pair => pair > 7), events.OfType<SideStarted>().Where(side => side.IsSecond).Select(side => side.IsConfirmation));

        Assert.Equal(pairs.SelectMany(_ => (bool[])[false, true]), events.OfType<SideStarted>().Select(side => side.IsSecond));

        // The order inside a pair is drawn: with this seed both occur.
        var first = events.OfType<SideStarted>().Where(side => !side.IsSecond).Select(side => side.IsBaseline).ToArray();
        Assert.Contains(true, first);
        Assert.Contains(false, first);
    }

    [Fact]
    public async Task A_workload_that_fails_on_one_side_ends_the_pairs()
    {
        var events = await RunAsync("well", "dies", new PairedPlan());
        var ended = Assert.IsType<PairsEnded>(events[^1]);
        Assert.Empty(ended.Metrics);
        Assert.Equal("no workload can be measured on both sides", ended.Reason);
        Assert.IsType<Failed>(Assert.Single(ended.Candidate.Results).Outcome);
        Assert.Single(events.OfType<PairFinished>());
    }

    /// <summary>
    /// A workload that is measured in one pair and too slow in the next has ended: it is neither waited for
    /// nor judged by its fast launches.
    /// </summary>
    [Fact]
    public async Task What_is_skipped_in_a_later_pair_is_closed_with_that_outcome()
    {
        var (side, key) = (Side("well"), FakeEngine.Planned("well").Key);
        var measured = Assert.Single(Assert.IsType<PairsEnded>(
            (await RunAsync("well", "well", new PairedPlan(ScreeningPairs: 5), screenOnly: true))[^1]).Baseline.Results);
        var record = new SideRecord(side);
        record.Add(measured with { Launches = [measured.Launches[0]] }, 1);
        Assert.True(record.IsOpen(key));
        record.Add(measured with { Launches = [], Outcome = new Skipped("too slow", null, SkipCause.TooSlow) }, 2);
        Assert.False(record.IsOpen(key));
        Assert.Equal(new Skipped("too slow", null, SkipCause.TooSlow), Assert.Single(record.Run.Results).Outcome);
        Assert.Single(record.Run.Results[0].Launches);
    }

    [Fact]
    public async Task For_a_noise_floor_the_pairs_end_with_the_first_stage_whatever_they_show()
    {
        var ended = Assert.IsType<PairsEnded>(
            (await RunAsync("steady", "slower", new PairedPlan(ScreeningPairs: 5), screenOnly: true))[^1]);
        Assert.Equal(5, Assert.Single(ended.Pairs).Baseline.Length);
    }

    [Fact]
    public async Task A_budget_that_is_used_up_leaves_what_was_measured()
    {
        var events = await RunAsync("steady", "slower", new PairedPlan(), budgetSeconds: 1e-6);
        var ended = Assert.IsType<PairsEnded>(events[^1]);
        Assert.StartsWith("the budget of ", ended.Reason, StringComparison.Ordinal);
        Assert.Empty(ended.Metrics);
    }

    /// <summary>Of a budget of 100 s each pair takes so many: a pair that could only be half done is not begun.</summary>
    [Theory]
    [InlineData(60, 1)]
    [InlineData(30, 3)]
    public async Task A_pair_that_the_budget_cannot_hold_is_not_begun(int seconds, int pairs)
    {
        var time = new SteppingTime();
        var events = new List<PairEvent>();
        await foreach (var happening in Runner("steady", "slower", new PairedPlan(), budgetSeconds: 100, time: time)
            .RunAsync(TestContext.Current.CancellationToken))
        {
            events.Add(happening);
            if (happening is PairFinished) time.Step(TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal(pairs, events.OfType<PairFinished>().Count());
        Assert.Equal("the budget of 1 min 40 s was used up", Assert.IsType<PairsEnded>(events[^1]).Reason);
    }

    [Fact]
    public async Task The_first_pair_is_begun_in_any_budget_that_is_not_over()
    {
        var time = new SteppingTime { IsHeld = true };
        await foreach (var happening in Runner("steady", "slower", new PairedPlan(), budgetSeconds: 0.5, time: time)
            .RunAsync(TestContext.Current.CancellationToken))
        {
            Assert.IsType<SideStarted>(happening);
            break;
        }
    }

    [Fact]
    public async Task An_interruption_leaves_no_half_pair()
    {
        using var interruption = new CancellationTokenSource();
        var events = new List<PairEvent>();
        await foreach (var happening in Runner("steady", "slower", new PairedPlan()).RunAsync(interruption.Token))
        {
            events.Add(happening);
            if (happening is SideStarted { Pair: 3, IsSecond: true }) await interruption.CancelAsync();
        }

        var ended = Assert.IsType<PairsEnded>(events[^1]);
        Assert.Equal("interrupted", ended.Reason);
        Assert.Equal([1, 2], Assert.Single(ended.Baseline.Results).Launches.Select(launch => launch.Number));
        Assert.Equal([1, 2], Assert.Single(ended.Candidate.Results).Launches.Select(launch => launch.Number));
    }

    private static async Task<List<PairEvent>> RunAsync(
        string baseline, string candidate, PairedPlan plan, double? budgetSeconds = null, bool screenOnly = false)
    {
        var events = new List<PairEvent>();
        await foreach (
            var happening in Runner(baseline, candidate, plan, budgetSeconds, screenOnly).RunAsync(TestContext.Current.CancellationToken))
            events.Add(happening);
        return events;
    }

    private static PairRunner Runner(
        string baseline, string candidate, PairedPlan plan, double? budgetSeconds = null, bool screenOnly = false,
        TimeProvider? time = null) =>
        new(Side(baseline), Side(candidate), plan, ComparisonOptions.Default, time ?? TimeProvider.System, budgetSeconds, screenOnly);

    private static PairSide Side(string mode)
    {
        var settings = new RunSettings { Suite = Suite.Quick, Launches = 7, Seed = 42 };
        var plan = new Plan
        {
            Settings = settings,
            Sampling = FakeEngine.FastSampling,
            Launches = 7,
            Workloads = [FakeEngine.Planned(mode)],
            Skipped = [],
            Peaks = ImmutableDictionary<string, Peaks>.Empty,
        };
        return new PairSide(plan, ExampleRun.Full with { Settings = settings, Results = [], Status = RunStatus.Running });
    }
}
