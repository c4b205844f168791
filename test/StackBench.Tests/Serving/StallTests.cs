using System.Text;
using StackBench.Protocol;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Cells;
using StackBench.Serving.Engine;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;
using StackBench.Serving.Streams;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Serving;

/// <summary>Servers that fall silent, against servers that are slow: the first end a load, the second do not.</summary>
public sealed class StallTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(0.4);

    [Fact]
    public async Task A_server_that_never_answers_ends_the_load_with_words()
    {
        await using var server = new MockServer(_ => Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken));
        var report = await RunAsync(Plan(server, 1000) with { Arrivals = new ArrivalPattern.Closed(3) });
        Assert.False(report.IsCancelled);
        Assert.InRange(report.Records.Length, 1, 3);
        Assert.All(report.Records, record => Assert.Equal(RequestStatus.Timeout, record.Status));
        Assert.Contains("the server takes requests and does not answer them", report.Records[0].Error, StringComparison.Ordinal);
        var words = FailedLoad.Of(report, "requests", MayFail.All, []);
        Assert.StartsWith("the server takes requests and does not answer them: nothing came over any connection for", words,
            StringComparison.Ordinal);
        Assert.Contains("after 0 requests that ended well", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_in_mid_load_ends_it_as_well()
    {
        var count = 0;
        await using var server = new MockServer(async exchange =>
        {
            if (Interlocked.Increment(ref count) > 5) await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
            await AnswerAsync(exchange, TimeSpan.Zero);
        });
        var report = await RunAsync(Plan(server, 1000));
        Assert.Equal(5, report.Records.Count(record => record.Status == RequestStatus.Ok));
        Assert.Contains("after 5 requests", FailedLoad.Of(report, "requests", MayFail.Half, []), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_stops_in_its_midst_is_ended_and_the_others_go_on()
    {
        var count = 0;
        await using var server = new MockServer(async exchange =>
        {
            var isFirst = Interlocked.Increment(ref count) == 1;
            if (!isFirst)
            {
                await AnswerAsync(exchange, TimeSpan.FromMilliseconds(50));
                return;
            }

            await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
            await exchange.TokenAsync();
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
        });
        var report = await RunAsync(Plan(server, 12) with { Arrivals = new ArrivalPattern.Closed(2) });
        var stalled = Assert.Single(report.Records, record => record.Status != RequestStatus.Ok);
        Assert.Equal((RequestStatus.Timeout, "nothing came for 0.4 s in the middle of the answer"), (stalled.Status, stalled.Error));
        Assert.Null(report.Silence);
        Assert.Null(FailedLoad.Of(report, "requests", MayFail.Half, []));
    }

    /// <summary>A prompt of a minute, behind another one: while anything comes the server lives.</summary>
    [Fact]
    public async Task A_request_may_wait_for_its_first_byte_while_others_are_answered()
    {
        var count = 0;
        await using var server = new MockServer(async exchange =>
        {
            if (Interlocked.Increment(ref count) == 1) await Task.Delay(4 * Silence, TestContext.Current.CancellationToken);
            await AnswerAsync(exchange, TimeSpan.FromMilliseconds(20));
        });
        var report = await RunAsync(Plan(server, 40) with { Arrivals = new ArrivalPattern.Closed(2) });
        Assert.All(report.Records, record => Assert.Equal((RequestStatus.Ok, null), (record.Status, record.Error)));
    }

    [Fact]
    public async Task Comments_say_that_a_server_lives()
    {
        await using var server = new MockServer(async exchange =>
        {
            await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
            for (var i = 0; i < 12; i++)
            {
                await exchange.SendAsync("8\r\n: ping\n\n\r\n"u8.ToArray());
                await Task.Delay(Silence / 4);
            }

            for (var i = 0; i < 5; i++) await exchange.TokenAsync();
            await exchange.EndAsync(5);
        });
        Assert.Equal(RequestStatus.Ok, (await RunAsync(Plan(server, 1))).Records.Single().Status);
    }

    [Fact]
    public async Task Without_the_limit_only_the_time_of_the_request_counts()
    {
        await using var server = new MockServer(async exchange =>
        {
            await Task.Delay(3 * Silence, TestContext.Current.CancellationToken);
            await AnswerAsync(exchange, TimeSpan.Zero);
        });
        Assert.Equal(RequestStatus.Ok, (await RunAsync(Plan(server, 1) with { StallTimeout = null })).Records.Single().Status);
    }

    /// <summary>As a user meets it: the list of models is there, the completions hang.</summary>
    [Fact]
    public async Task A_time_out_of_the_users_takes_the_place_of_the_limit()
    {
        await using var server = new MockServer(async exchange =>
        {
            if (!exchange.Request.StartsWith("GET", StringComparison.Ordinal))
                await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{\"data\":[{\"id\":\"abc\"}]}"u8.ToArray());
        });
        await using var engine = new ServingEngine(
            null, new ServingEngineSettings("", Endpoint: server.Endpoint, RequestTimeout: TimeSpan.FromSeconds(1)), _ => null,
            TimeProvider.System);
        var answers = await EngineAnswers.OfAsync(engine, 0,
            """{"type":"prepare","id":"a","op":"serve","params":{"model":"m","api":"chat","arrival":"closed","concurrency":2,"dataset":"random","input":16,"output":5,"requests":24,"warm-up":2,"slo":"ttft=60000ms"},"device":"server","seed":1}""");
        Assert.Contains("timeout: no end within the time limit", Assert.IsType<WorkerError>(answers[0]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_a_load_waits_for_a_look_at_it_that_is_under_way()
    {
        using var looks = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var parser = new EventParser(1);
        var clock = new RunClock(TimeProvider.System);
        clock.Restart();
        using var exchange = new StackBench.Serving.Running.Exchange(parser, clock, _ => { });
        var watch = new StallWatch(TimeSpan.FromMilliseconds(20), 1, clock, TimeProvider.System, () =>
        {
            looks.Set();
            goOn.Wait();
        });
        using var limit = new CancellationTokenSource();
        using var watched = watch.Enter(exchange, 0, limit);
        looks.Wait(TestContext.Current.CancellationToken);
        var ended = watch.DisposeAsync();
        Assert.False(ended.IsCompleted);
        goOn.Set();
        await ended;
        Assert.True(limit.IsCancellationRequested);
    }

    private static async Task AnswerAsync(MockServer.Exchange exchange, TimeSpan between)
    {
        await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
        for (var i = 0; i < 5; i++)
        {
            await Task.Delay(between);
            await exchange.TokenAsync();
        }

        await exchange.EndAsync(5);
    }

    private static LoadPlan Plan(MockServer server, int requests) =>
        new(server.Endpoint, ServingApi.Chat, "m", new ArrivalPattern.Closed(1), requests, new PromptSet.RandomWords(8), 5, 7)
        {
            StallTimeout = Silence,
        };

    private static Task<LoadReport> RunAsync(LoadPlan plan) =>
        LoadGenerator.RunAsync(plan, null, TimeProvider.System, TestContext.Current.CancellationToken);
}
