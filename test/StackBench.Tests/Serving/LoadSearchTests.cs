using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Search;

namespace StackBench.Tests.Serving;

public sealed class LoadSearchTests
{
    private static readonly LoadSearch Rates = new(1, IsWhole: false, 0.9);

    /// <summary>
    /// Cells as load:good/judged, with s where requests piled up and c where the client was at its limits; the next load; how it would end.
    /// </summary>
    public static TheoryData<bool, string, double?, SearchEnd> Steps => new()
    {
        { false, "1:60/60", 2, SearchEnd.Unfinished },
        { false, "1:60/60 2:60/60", 4, SearchEnd.Unfinished },
        { false, "1:60/60 2:60/60 4:10/60", 2.828, SearchEnd.Unfinished },
        { false, "1:60/60 2:60/60 4:10/60 2.828:60/60 3.363:60/60 3.668:60/60", null, SearchEnd.Found },
        // Between: 56 of 60 may be 0.84 or 0.97. The share of all three decides.
        { false, "1:56/60", 1, SearchEnd.Unfinished },
        { false, "1:56/60 1:56/60 1:56/60", 2, SearchEnd.Unfinished },
        { false, "1:56/60 1:52/60 1:53/60", 0, SearchEnd.Unfinished },
        // Requests that pile up cast doubt on a load that keeps its limits, and most of three decide.
        { false, "1:60/60s", 1, SearchEnd.Unfinished },
        { false, "1:60/60s 1:60/60 1:60/60", 2, SearchEnd.Unfinished },
        { false, "1:60/60s 1:60/60s 1:60/60", 0, SearchEnd.Unfinished },
        // A start that fails: one request at a time tells whether any rate can do.
        { false, "1:0/60 0:0/60", null, SearchEnd.NoLoadKeeps },
        { false, "1:0/60 0:60/60", 0.5, SearchEnd.Unfinished },
        { false, "1:0/60 0:60/60 0.5:0/60 0.25:60/60", 0.3536, SearchEnd.Unfinished },
        { false, "0.15:0/60 0:60/60", 0.1, SearchEnd.Unfinished },
        { false, "0.1:0/60 0:60/60", null, SearchEnd.Unfinished },
        { false, "8000:60/60", 10000, SearchEnd.Unfinished },
        { false, "10000:60/60", null, SearchEnd.Highest },
        { true, "1500:60/60", 2000, SearchEnd.Unfinished },
        { true, "2000:60/60", null, SearchEnd.Highest },
        // What fails alone while the client is busy says nothing of the server.
        { true, "1:0/60c", null, SearchEnd.ClientBound },
        { false, "1:0/60c 0:0/60", null, SearchEnd.NoLoadKeeps },
        { false, "1:0/60 0:0/60c", null, SearchEnd.ClientBound },
        // Not one request was judged.
        { false, "1:0/0", 1, SearchEnd.Unfinished },
        { false, "1:0/0 1:0/0 1:0/0", 0, SearchEnd.Unfinished },
        { false, "1:60/60 2:60/60c", 4, SearchEnd.Unfinished },
        { false, "1:60/60c 1.05:10/60", null, SearchEnd.Found },
        { false, "1:60/60 1.05:10/60c", null, SearchEnd.ClientBound },
        { true, "1:60/60 2:60/60 4:60/60 8:0/60", 6, SearchEnd.Unfinished },
        { true, "4:60/60 5:0/60", null, SearchEnd.Found },
        { true, "100:60/60 111:0/60", 105, SearchEnd.Unfinished },
        { true, "100:60/60 110:0/60", null, SearchEnd.Found },
        { true, "7:0/60", 3, SearchEnd.Unfinished },
        { true, "7:0/60 3:0/60 1:0/60", null, SearchEnd.NoLoadKeeps },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void The_next_load_follows_from_those_measured(bool isWhole, string cells, double? next, SearchEnd end)
    {
        var search = Rates with { IsWhole = isWhole };
        var measured = cells.Split(' ').Select(Cell).ToArray();
        Assert.Equal(next, search.Next(measured));
        Assert.Equal(end, search.Outcome(measured).End);
    }

    [Fact]
    public void A_search_begins_at_its_start_and_ends_after_as_many_loads_as_it_may()
    {
        Assert.Equal(1, Rates.Next([]));
        var cells = Run(Rates, load => new SearchCell(load, 60, 60));
        Assert.Equal(new SearchOutcome(10_000, null, SearchEnd.Highest), Rates.Outcome(cells));
        cells = Run(Rates with { MostLoads = 8 }, load => new SearchCell(load, 60, 60));
        Assert.Equal(8, cells.Length);
        Assert.Equal(new SearchOutcome(128, null, SearchEnd.Unfinished), Rates.Outcome(cells));
        // Three cells each, where none is ever decided.
        Assert.Equal(3 * 8, Run(Rates with { MostLoads = 8 }, load => new SearchCell(load, 54, 60)).Length);
    }

    [Theory]
    [InlineData(false, 0.9, 1, 60)]
    [InlineData(false, 0.9, 100, 500)]
    [InlineData(false, 0.9, 0.1, 30)]
    [InlineData(false, 0.9, 1000, 5000)]
    [InlineData(false, 0.9, 1e4, 50_000)]
    [InlineData(false, 0.95, 1, 92)]
    [InlineData(false, 0.99, 10, 400)]
    [InlineData(false, 1, 10, 400)]
    [InlineData(true, 0.9, 1, 60)]
    [InlineData(true, 0.9, 64, 1920)]
    [InlineData(true, 0.9, 1000, 30_000)]
    [InlineData(true, 0.9, 2000, 60_000)]
    public void A_cell_has_the_requests_that_decide_it_in_bounded_time(bool isWhole, double attainment, double load, int requests)
    {
        var search = new LoadSearch(1, isWhole, attainment);
        Assert.Equal(requests, search.RequestsOf(load));
        if (attainment <= 0.95 && requests >= 60)
            Assert.Equal(LoadVerdict.Keeps, search.Verdict([new SearchCell(load, requests, requests)], load));
    }

    [Theory]
    [InlineData(true, 12, 1, 12)]
    [InlineData(true, 12, 100, 500)]
    // A rate shows whether requests pile up from 30 of them on, and lasts 300 s at most.
    [InlineData(false, 12, 100, 30)]
    [InlineData(false, 300, 1, 300)]
    [InlineData(false, 300, 0.5, 150)]
    [InlineData(false, 300, 0.1, 30)]
    [InlineData(false, 12, 0, 12)]
    public void Every_user_has_something_to_do_and_no_rate_lasts_too_long_whatever_was_asked_for(
        bool isWhole, int asked, double load, int requests) =>
        Assert.Equal(requests, new LoadSearch(1, isWhole, 0.9).RequestsOf(load, asked));

    /// <summary>Every capacity, from below and from above: what is found is the capacity, or within 10 % below it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public void Users_are_found_as_trying_every_number_would(int start)
    {
        var search = new LoadSearch(start, IsWhole: true, 0.9);
        foreach (var capacity in Enumerable.Range(1, 400))
        {
            var cells = Run(search, load => new SearchCell(load, load <= capacity ? 60 : 0, 60));
            var outcome = search.Outcome(cells);
            Assert.Equal(SearchEnd.Found, outcome.End);
            Assert.InRange(capacity, outcome.Highest!.Value, outcome.LowestFailing!.Value - 1);
            Assert.True(outcome.LowestFailing <= 1.1 * outcome.Highest || outcome.LowestFailing - outcome.Highest == 1);
            Assert.InRange(cells.Length, 2, 16);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.1)]
    [InlineData(50)]
    public void A_rate_is_found_within_a_tenth(double start)
    {
        for (var capacity = 0.3; capacity < 200; capacity *= 1.07)
        {
            var search = Rates with { Start = start };
            var outcome = search.Outcome(Run(search, load => new SearchCell(load, load <= capacity ? 60 : 0, 60)));
            Assert.Equal(SearchEnd.Found, outcome.End);
            Assert.InRange(capacity, outcome.Highest!.Value, outcome.LowestFailing!.Value);
            Assert.InRange(outcome.LowestFailing.Value / outcome.Highest.Value, 1, 1.101);
        }
    }

    /// <summary>
    /// A server of known slots and service time under Poisson arrivals, simulated; against trying every rate with very many requests.
    /// Single searches are off by the luck of their cells, their median is not.
    /// </summary>
    [Theory]
    [InlineData(4, 0.1, 0.05)]
    [InlineData(1, 0.2, 0.4)]
    [InlineData(16, 0.5, 0.1)]
    public void The_capacity_of_a_queue_is_found(int slots, double serviceSeconds, double limitSeconds)
    {
        var truth = 0.0;
        for (var rate = 0.2 * slots / serviceSeconds; Keeps(rate); rate *= 1.01) truth = rate;
        var found = Enumerable.Range(1, 101).Select(seed =>
        {
            var (search, number) = (Rates, 0);
            var cells = Run(search, load => Simulate(
                slots, serviceSeconds, limitSeconds, load, load == 0 ? 60 : search.RequestsOf(load), (ulong)((1000 * seed) + number++)));
            return search.Outcome(cells).Highest!.Value;
        }).Order().ToArray();
        Assert.InRange(found[50] / truth, 0.85, 1.15);
        Assert.InRange(found[10] / truth, 0.7, 1.15);
        Assert.InRange(found[90] / truth, 0.85, 1.35);

        bool Keeps(double rate)
        {
            var cell = Simulate(slots, serviceSeconds, limitSeconds, rate, 50_000, 7);
            return cell.Good >= 0.9 * cell.Judged;
        }
    }

    /// <summary>Every rate a search may try: its requests are sent within 5 to 300 s, and show whether they pile up.</summary>
    [Fact]
    public void A_cell_of_a_rate_lasts_as_long_as_is_said_and_shows_whether_requests_pile_up()
    {
        for (var rate = LoadSearch.LeastRate; rate <= LoadSearch.HighestRate; rate *= 1.1)
        {
            var requests = Rates.RequestsOf(rate);
            Assert.True(requests >= StackBench.Serving.Metrics.Saturation.LeastArrivals);
            Assert.InRange((requests - 1) / rate, Math.Min(5, 59 / rate) - 1e-6 - (1 / rate), 300);
        }
    }

    [Fact]
    public void Arrivals_of_a_search_have_exactly_their_rate()
    {
        var times = ArrivalSchedule.Exact(new ArrivalPattern.Poisson(20), 20, 60, 5).Seconds;
        Assert.Equal(59 / 20.0, times[^1], 9);
        Assert.Equal(0, times[0]);
        Assert.Single(ArrivalSchedule.Exact(new ArrivalPattern.Poisson(20), 20, 1, 5).Seconds);
    }

    [Fact]
    public void Cells_are_kept_in_order_with_what_is_unknown_left_out()
    {
        var series = SearchSeries.Of([new SearchCell(1, 54, 60), new SearchCell(
            2, 0, 0, IsClientBound: true), new SearchCell(4, 100, 200, PilesUp: true, TtftP99: 0.25)]);
        Assert.Equal([1, 2, 4], series["search-load"]);
        Assert.Equal([90, 0, 50], series["search-attainment"]);
        Assert.Equal([60, 0, 200], series["search-requests"]);
        Assert.Equal([0, 0, 1], series["search-piles-up"]);
        Assert.Equal([0, 1, 0], series["search-client-bound"]);
        Assert.Equal([0.25], series["search-ttft-p99"]);
        Assert.Equal([3], series["search-ttft-p99-cell"]);
    }

    [Theory]
    [InlineData("1:0/60 0:3/60", "search-none",
        "no load keeps the limits: with one request at a time 5.0 % of the requests did, 90 % were asked for")]
    [InlineData("0.1:0/60 0:60/60", "search-none",
        "the search ended after 2 loads without one that keeps the limits: the lowest was one request at a time")]
    [InlineData("2:60/60 2.1:0/60c", "invalid", "the load generator was the bottleneck above 2 req/s: the server may take more")]
    [InlineData("1:0/60 0:0/60c", "search-none",
        "no load kept the limits, and the load generator was the bottleneck even with one request at a time: this "
            + "says nothing of the server")]
    [InlineData("10000:60/60", "search-limit", "no search goes beyond 10000 req/s, which keep the limits: the server may take more")]
    [InlineData("1:60/60 2:60/60 4:0/60", "search-limit", "the search ended after 3 loads: the highest lies between 2 req/s and 4 req/s")]
    public void What_limits_a_result_is_said(string cells, string code, string message)
    {
        var note = Assert.Single(SearchNotes.Of(Rates, [.. cells.Split(' ').Select(Cell)]));
        Assert.Equal((code, message), (note.Code, note.Message));
    }

    [Fact]
    public void Who_can_begin_no_lower_is_not_told_to()
    {
        Assert.Equal("begin lower, with --rate", Assert.Single(SearchNotes.Of(Rates, [Cell("1:0/60"), Cell("0:60/60")])).Remedy);
        Assert.Equal("raise the limits (--slo), or lower --attainment",
            Assert.Single(SearchNotes.Of(Rates, [Cell("0.1:0/60"), Cell("0:60/60")])).Remedy);
    }

    [Fact]
    public void Notes_of_all_cells_of_a_load_are_kept_in_words_that_do_not_deny_it()
    {
        Note[][] cells = [[new("invalid", "x", "elsewhere")], [new("saturated", "y"), new("requests-failed", "1 of 60")],
            [new("invalid", "z"), new("requests-failed", "2 of 60")]];
        Assert.Equal(
            [
                new Note("client-busy", "the load generator was near its own limits in 2 of 3 cells of this load: its "
                    + "latencies may be the client's", "elsewhere"),
                new Note("saturated", "requests piled up in 1 of 3 cells of this load", "use more --requests"),
                new Note("requests-failed", "1 of 60"),
            ],
            SearchNotes.OfLoad([.. cells.Select(notes => notes.ToImmutableArray())]));
    }

    private static ImmutableArray<SearchCell> Run(LoadSearch search, Func<double, SearchCell> measure)
    {
        var cells = ImmutableArray<SearchCell>.Empty;
        while (search.Next(cells) is { } load) cells = cells.Add(measure(load));
        return cells;
    }

    // First come, first served: each request takes the slot that is free first.
    private static SearchCell Simulate(int slots, double serviceSeconds, double limitSeconds, double rate, int requests, ulong seed)
    {
        if (rate == LoadSearch.OneAtATime) return new SearchCell(rate, requests, requests);
        var free = new PriorityQueue<double, double>();
        for (var i = 0; i < slots; i++) free.Enqueue(0, 0);
        var good = 0;
        foreach (var arrival in ArrivalSchedule.Exact(new ArrivalPattern.Poisson(rate), rate, requests, seed).Seconds)
        {
            var begin = Math.Max(arrival, free.Dequeue());
            free.Enqueue(begin + serviceSeconds, begin + serviceSeconds);
            if (begin - arrival <= limitSeconds) good++;
        }

        return new SearchCell(rate, good, requests);
    }

    private static SearchCell Cell(string text)
    {
        var parts = text.TrimEnd('s', 'c').Split(':', '/');
        return new SearchCell(
            double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture),
            text.EndsWith('s'), text.EndsWith('c'));
    }
}
