using System.Collections.Immutable;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;
using StackBench.Serving.SelfCheck;
using StackBench.Serving.Streams;

namespace StackBench.Tests.Serving;

public sealed class ClientVerdictTests
{
    private static readonly LoadPlan Plan =
        new(new Uri("http://127.0.0.1"), ServingApi.Chat, "m", new ArrivalPattern.Constant(1), 1, new PromptSet.RandomWords(1), 2, 1);

    [Theory]
    [InlineData(0.9, 50, true)] // below a millisecond
    [InlineData(1.1, 50, false)]
    [InlineData(1.9, 200, true)] // below 1 % of the TTFT
    [InlineData(2.1, 200, false)]
    public void Dispatch_lag_is_held_against_a_millisecond_and_the_ttft(double lagMs, double ttftMs, bool isValid) =>
        Holds(isValid, ClientLimit.DispatchLag, Report([Record(lagMs, (long)(ttftMs * 1e6))], 10));

    [Theory]
    [InlineData(15.9, true)]
    [InlineData(16.1, false)]
    public void Processor_time_is_held_against_that_of_all_processors(double cpu, bool isValid) =>
        Holds(isValid, ClientLimit.Cpu, Report([], 10) with { Usage = new ClientUsage(cpu, 0, 2) });

    [Theory]
    [InlineData(0.49, true)]
    [InlineData(0.51, false)]
    public void Pauses_are_held_against_the_time(double pauses, bool isValid) =>
        Holds(isValid, ClientLimit.Pauses, Report([], 10) with { Usage = new ClientUsage(0, pauses, 2) });

    [Theory]
    [InlineData(3001, true)]
    [InlineData(2999, false)]
    public void The_busiest_second_is_held_against_a_third_of_the_capacity(double capacity, bool isValid)
    {
        // 1,000 events in the last second, none in the nine before.
        var record = Record(0, [.. Enumerable.Range(0, 1000).Select(i => 9_000_000_000L + (i * 999_000L))]);
        var report = Report([record], 10);
        Assert.Equal(1000, ClientVerdict.Of(report, LoadMetrics.Of(report), null).EventsPerSecond);
        Holds(isValid, ClientLimit.EventRate, report, new ClientCapacity(capacity, 0, 0));
    }

    [Fact]
    public void A_run_of_less_than_a_second_is_taken_as_a_whole()
    {
        var report = Report([Record(0, 100_000_000, 200_000_000)], 0.25);
        Assert.Equal(8, ClientVerdict.Of(report, LoadMetrics.Of(report), null).EventsPerSecond, 9);
    }

    [Fact]
    public void What_is_not_known_is_not_held_against_anything()
    {
        var report = Report([Record(5, 50_000_000)], 10) with { Schedule = [] };
        var verdict = ClientVerdict.Of(report, LoadMetrics.Of(report), null);
        Assert.True(verdict.IsValid);
        Assert.Equal((null, null, null), (verdict.DispatchLag, verdict.CpuShare, verdict.PauseShare));
    }

    [Fact]
    public async Task The_capacity_is_of_this_machine()
    {
        var capacity = await ClientCapacity.MeasureAsync(8, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(capacity.EventsPerSecond > 0);
        Assert.True(capacity.FloorTtft > 0);
        Assert.True(capacity.DispatchLag >= 0);
    }

    private static void Holds(bool isValid, ClientLimit limit, LoadReport report, ClientCapacity? capacity = null)
    {
        var verdict = ClientVerdict.Of(report, LoadMetrics.Of(report), capacity);
        Assert.Equal(isValid, verdict.IsValid);
        Assert.Equal(isValid ? [] : [limit], verdict.Exceeded);
    }

    private static LoadReport Report(ImmutableArray<RequestRecord> records, double seconds) =>
        new(Plan, [.. records.Select(one => one.Scheduled)], records, (long)(seconds * 1e9), (long)(seconds * 1e9), 0, false);

    private static RequestRecord Record(double lagMs, params long[] events) => new(
        0, 0, (long)(lagMs * 1e6), (long)(lagMs * 1e6), 1, events[^1], RequestStatus.Ok,
        [.. events.Select((at, i) => new StreamEvent(at, i, 10, EventKind.Content))], new TokenCounts(Completion: events.Length));
}
