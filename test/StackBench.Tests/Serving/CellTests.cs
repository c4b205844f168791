using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Cells;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;
using StackBench.Serving.Servers;
using StackBench.Serving.Streams;

namespace StackBench.Tests.Serving;

public sealed class CellTests
{
    [Theory]
    [InlineData("ttft=200ms,tpot=50ms", "ttft=200ms,tpot=50ms")]
    [InlineData(" e2e=2.5s , ttft=0.2s", "ttft=200ms,e2e=2500ms")]
    [InlineData("", "none")]
    public void Limits_are_read_and_have_one_form(string text, string form) => Assert.Equal(form, SloText.Of(SloText.Parse(text)));

    [Theory]
    [InlineData("ttft=200")]
    [InlineData("ttft=-1ms")]
    [InlineData("ttft")]
    [InlineData("itl=5ms")]
    [InlineData("ttft=1s,ttft=2s")]
    public void What_is_no_limit_is_refused(string text) => Assert.Throws<FormatException>(() => SloText.Parse(text));

    [Theory]
    [InlineData("a 3\nb 4", 3L, 4L)]
    [InlineData("# HELP a what a b\na{m=\"x\"} 3\na{m=\"y } 9\"} 4 1700000000\nb 1e2", 7L, 100L)]
    [InlineData("a_created 9\na 3\nb 4.0", 3L, 4L)]
    [InlineData("a 3", null, null)]
    [InlineData("a NaN\nb 4", null, null)]
    public void Counters_are_summed_over_their_labels(string text, long? prompt, long? generated) =>
        Assert.Equal(prompt is null ? null : new TokenTotals(prompt.Value, generated!.Value), TokenTotals.Parse(text, "a", "b"));

    /// <summary>Requests that come each second; length of the first, growth of each after it, in seconds; whether they pile up.</summary>
    [Theory]
    [InlineData(90, 5.0, 0.0, false)]
    [InlineData(90, 0.5, 0.0, false)]
    [InlineData(90, 1.0, 0.5, true)]
    [InlineData(29, 1.0, 0.5, false)]
    public void A_server_that_keeps_up_is_not_saturated(int requests, double first, double growth, bool isGrowing)
    {
        var records = Enumerable.Range(0, requests).Select(i => Record(i, i, first + (growth * i))).ToArray();
        Assert.Equal(isGrowing, Saturation.IsGrowing(Report(new ArrivalPattern.Constant(1), records)));
        Assert.False(Saturation.IsGrowing(Report(new ArrivalPattern.Closed(1), records)));
    }

    [Fact]
    public void Tokens_of_the_client_leave_out_what_a_cache_had()
    {
        var report = Report(new ArrivalPattern.Closed(1), Record(0, 0, 1) with { Counts = new TokenCounts(10, 5, 4) },
            Record(1, 1, 1) with { Counts = new TokenCounts(7, 2) });
        Assert.Equal(new TokenTotals(13, 7), CellNotes.Count(report));
        Assert.Null(CellNotes.Count(Report(new ArrivalPattern.Closed(1), Record(0, 0, 1))));
    }

    private static LoadReport Report(ArrivalPattern arrivals, params RequestRecord[] records) =>
        new(new LoadPlan(new Uri("http://x"), ServingApi.Chat, "m", arrivals, records.Length, new PromptSet.RandomWords(1), 1, 1), [],
            [.. records], 1, 1, 0, false);

    private static RequestRecord Record(int index, double scheduled, double seconds) =>
        new(index, (long)(scheduled * 1e9), (long)(scheduled * 1e9), (long)(scheduled * 1e9), null, (long)((scheduled + seconds) * 1e9),
            RequestStatus.Ok, [], new TokenCounts());
}
