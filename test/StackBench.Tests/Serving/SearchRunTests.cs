using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Serving.Engine;
using StackBench.Serving.Search;

namespace StackBench.Tests.Serving;

/// <summary>One search over loads that are made up: what it keeps, and when it ends.</summary>
public sealed class SearchRunTests
{
    private static readonly LoadSearch Users = new(1, IsWhole: true, 0.9);

    [Fact]
    public async Task What_was_proved_before_the_server_died_is_the_result_with_the_bracket()
    {
        var taken = await RunAsync(
            (load, _) => load < 8 ? Of(load, 60) : throw new IOException("llama-server ended under load: out of memory"));
        Assert.Equal(4, taken.Values["max-concurrency"]);
        Assert.Equal([1, 2, 4], taken.Series["search-load"]);
        var note = Assert.Single(taken.Notes);
        Assert.Equal(("search-ended", "the search ended after 3 loads as the next one failed (llama-server ended under load: out of "
            + "memory): the highest lies above 4 users"),
            (note.Code, note.Message));
    }

    [Fact]
    public async Task A_server_that_dies_before_any_load_kept_the_limits_is_a_failure()
    {
        await Assert.ThrowsAsync<IOException>(() => RunAsync((_, _) => throw new IOException("died")));
        await Assert.ThrowsAsync<IOException>(
            () => RunAsync((_, _) => throw new IOException("died"), Users with { Start = 10 }, measured: load => load == 10));
    }

    [Fact]
    public async Task The_user_who_ends_a_search_has_ended_it()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(
            (load, _) =>
            {
                if (load < 4) return Of(load, 60);
                stop.Cancel();
                throw new OperationCanceledException();
            },
            stop: stop));
    }

    [Fact]
    public async Task Values_are_those_of_all_cells_of_the_load_as_its_attainment_is()
    {
        var number = 0;
        // 56 of 60 decide nothing, so that there are three cells; of two users all fail.
        var taken = await RunAsync(
            (load, _) => load == 1 ? Of(load, 56, ("goodput", ++number), ("peak-memory", 10 - number)) : Of(load, 0));
        Assert.Equal([1, 1, 1, 2], taken.Series["search-load"]);
        Assert.Equal((2.0, 9.0), (taken.Values["goodput"], taken.Values["peak-memory"]));
        Assert.Equal(100.0 * 56 / 60, taken.Values["attainment"], 9);
    }

    [Fact]
    public async Task Notes_of_all_its_cells_count()
    {
        var number = 0;
        var taken = await RunAsync((load, _) => load == 1
            ? Of(load, 56) with
            {
                Sample = new LoadSample(
                1, ImmutableDictionary<string, double>.Empty, ++number == 1 ? [new Note("invalid", "x")] : [])
            }
            : Of(load, 0));
        Assert.Equal(["client-busy"], taken.Notes.Select(note => note.Code));
    }

    [Fact]
    public async Task No_load_is_begun_when_the_host_would_not_wait_for_it()
    {
        var time = new SteppedTime();
        var taken = await RunAsync(
            (load, _) =>
            {
                time.Now += TimeSpan.FromMinutes(8);
                return Of(load, 60);
            },
            time: time);
        Assert.Equal([1, 2, 4], taken.Series["search-load"]);
        Assert.Equal(("search-limit", 4.0), (Assert.Single(taken.Notes).Code, taken.Values["max-concurrency"]));
        // With the longest load begun just before the limit the host, who waits for 30 minutes, has its answer.
        Assert.True(SearchRun.Limit
            + TimeSpan.FromSeconds(LoadSearch.LongestSeconds + LoadSearch.AnswerSeconds) < TimeSpan.FromMinutes(29));
    }

    [Theory]
    [InlineData("closed", "concurrency", 4)]
    [InlineData("poisson", "rate", 4)]
    [InlineData("poisson", "rate", 0)]
    public void No_load_of_a_search_is_sent_for_longer_than_it_may(string arrival, string searched, double load)
    {
        using var parameters = System.Text.Json.JsonDocument.Parse(
            $$"""{"model":"m","api":"chat","arrival":"{{arrival}}","concurrency":1,"rate":"1","dataset":"random","input":8,"output":10,"slo":"ttft=90ms","search":"{{searched}}","attainment":"80"}""");
        var request = ServingRequest.Of(ServingRequest.Searching, parameters.RootElement);
        Assert.Equal(TimeSpan.FromSeconds(LoadSearch.LongestSeconds), request.Search!.At(load, 1).SendsFor);
        Assert.Null(request.Load!.SendsFor);
    }

    private static (LoadSample Sample, SearchCell Cell) Of(double load, int good, params (string Name, double Value)[] values) =>
        (new LoadSample(1, values.ToDictionary(value => value.Name, value => value.Value), []), new SearchCell(load, good, 60));

    private static Task<LoadSample> RunAsync(
        Func<double, bool, (LoadSample Sample, SearchCell Cell)> measure, LoadSearch? search = null, TimeProvider? time = null,
        Func<double, bool>? measured = null, CancellationTokenSource? stop = null) =>
        new SearchRun(search ?? Users, (load, mayFail, _) =>
            Task.FromResult(measured?.Invoke(load) == true ? Of(load, 0) : measure(load, mayFail)), time ?? TimeProvider.System)
            .RunAsync(stop?.Token ?? TestContext.Current.CancellationToken);

    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
