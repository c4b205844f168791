using System.Net.Sockets;
using System.Text;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Requests;
using StackBench.Serving.Running;

namespace StackBench.Tests.Serving;

/// <summary>Each way in which servers are known to answer, from the socket to what is counted.</summary>
public sealed class ServerBehaviourTests
{
    private static readonly ServerBehaviour[] Behaviours = [.. ServerBehaviour.All, .. ServerBehaviour.Odd];

    public static TheoryData<string> Names => [.. Behaviours.Select(one => one.Name)];

    [Fact]
    public void Each_behaviour_has_a_name_of_its_own() =>
        Assert.Equal(Behaviours.Length, Behaviours.Select(one => one.Name).Distinct().Count());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_a_server_does_has_its_status_and_its_words(string name)
    {
        var behaviour = Behaviours.Single(one => one.Name == name);
        await using var server = Of(behaviour);
        var report = await RunAsync(Plan(server, 2));
        Assert.Equal(2, report.Records.Length);
        Assert.All(report.Records, record =>
        {
            Assert.Equal((behaviour.Name, behaviour.Status, record.Error), (name, record.Status.ToString(), record.Error));
            Assert.Contains(behaviour.Words, record.Error ?? "", StringComparison.Ordinal);
            if (record.Status == RequestStatus.Ok) Assert.Equal((null, behaviour.Tokens), (record.Error, RequestMetrics.Of(record).Tokens));
        });
        var metrics = LoadMetrics.Of(report);
        var isGood = behaviour.Status == "Ok";
        Assert.Equal(isGood ? 1 : 0, metrics.Attainment);
        Assert.Equal(isGood, metrics.WholeRunTokens > 0);
        Assert.Equal(isGood, metrics.E2E is not null);
    }

    [Fact]
    public async Task An_answer_that_ends_early_is_good_where_that_is_allowed_or_nothing_was_said_of_its_length()
    {
        await using var server = Of(ServerBehaviour.All.Single(one => one.Name == "fewer tokens than asked for"));
        foreach (var plan in (LoadPlan[])[
            Plan(server, 1) with { AllowsShort = true }, Plan(server, 1) with { IgnoreEndOfText = false },
            Plan(server, 1) with { Body = new BodyForm { Dropped = [BodyForm.IgnoreEos] } },
            Plan(server, 1) with { Body = new BodyForm { Extra = ExtraBody.Parse("""{"ignore_eos": false}""") } }])
            Assert.Equal(RequestStatus.Ok, (await RunAsync(plan)).Records.Single().Status);
    }

    /// <summary>The user of a closed loop is not held by a server that holds the connection.</summary>
    [Fact]
    public async Task Done_ends_the_request_and_a_held_connection_is_dropped()
    {
        await using var server = Of(ServerBehaviour.All.Single(one => one.Name == "[DONE] and an open connection"));
        var report = await RunAsync(Plan(server, 20));
        Assert.All(report.Records, record => Assert.Equal(RequestStatus.Ok, record.Status));
        Assert.Equal(19, report.Connects);
        Assert.All(report.Records, record => Assert.Equal(record.Events[^1].Nanoseconds, record.Done));
    }

    [Fact]
    public async Task A_server_that_says_nothing_more_after_the_finish_does_not_hold_the_load()
    {
        await using var server = new MockServer(async exchange =>
        {
            await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
            await exchange.EventAsync("""{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"length"}]}""");
        });
        var report = await RunAsync(Plan(server, 1) with { MaxTokens = 1, RequestTimeout = TimeSpan.FromMinutes(10) });
        Assert.Equal(RequestStatus.Cut, report.Records.Single().Status);
        Assert.Contains("neither [DONE] nor the end", report.Records.Single().Error, StringComparison.Ordinal);
    }

    /// <summary>With a time limit of ten minutes thousands of requests that each run into it would take weeks.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_load_none_of_whose_requests_ends_well_is_given_up(bool isSilent)
    {
        await using var server =
            Of(new ServerBehaviour("", isSilent ? "" : "HTTP/1.1 500 No\r\nContent-Length: 1\r\n\r\nx", "", Holds: true));
        var report = await RunAsync(
            Plan(server, 100_000) with { Arrivals = new ArrivalPattern.Closed(3), RequestTimeout = TimeSpan.FromSeconds(1) });
        Assert.False(report.IsCancelled);
        Assert.InRange(report.Records.Length, 1, isSilent ? 3 : 1000);
        Assert.All(report.Records, record => Assert.Equal(isSilent ? RequestStatus.Timeout : RequestStatus.HttpError, record.Status));
    }

    [Fact]
    public async Task Hidden_reasoning_counts_as_output_and_is_left_out_of_what_tpot_divides_by()
    {
        const string head = MockServer.StreamHead;
        await using var server = new MockServer(async exchange =>
        {
            await exchange.SendAsync(Encoding.ASCII.GetBytes(head));
            for (var i = 0; i < 5; i++)
            {
                await Task.Delay(10);
                await exchange.TokenAsync();
            }

            await exchange.EventAsync("""{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}""");
            await exchange.EventAsync(
                """{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":105,"completion_tokens_details":{"reasoning_tokens":100}}}""");
            await exchange.EventAsync("[DONE]");
            await exchange.SendAsync("0\r\n\r\n"u8.ToArray());
        });
        var report = await RunAsync(Plan(server, 1) with { MaxTokens = 105 });
        var record = report.Records.Single();
        var metrics = RequestMetrics.Of(record);
        Assert.Equal((RequestStatus.Ok, 105, 100, 4), (record.Status, metrics.Tokens, metrics.Hidden, metrics.Divisor));
        var events = record.Events.Where(one => one.CarriesTokens).ToArray();
        Assert.Equal((events[^1].Nanoseconds - events[0].Nanoseconds) * 1e-9 / 4, metrics.Tpot!.Value, 12);
        Assert.Equal((100L, 105L, 4.0),
            (LoadMetrics.Of(report).HiddenTokens, LoadMetrics.Of(report).OutputTokens, LoadMetrics.Of(report).TpotDivisor));
        Assert.Equal((9.0, 9L), LoadMetrics.Of(report).PromptTokens);
    }

    [Fact]
    public async Task Tokens_of_requests_that_failed_are_no_throughput()
    {
        var healthy = ServerBehaviour.All.Single(one => one.Name == "healthy");
        var aborting = ServerBehaviour.All.Single(one => one.Name == "error as finish reason");
        var turn = 0;
        await using var server = new MockServer(async exchange =>
        {
            await exchange.SendAsync(Encoding.UTF8.GetBytes((Interlocked.Increment(ref turn) % 2 == 0 ? aborting : healthy).Response));
        });
        var report = await RunAsync(Plan(server, 10));
        var metrics = LoadMetrics.Of(report);
        Assert.Equal(25, metrics.OutputTokens);
        Assert.Equal(25 / (report.End * 1e-9), metrics.WholeRunTokens, 6);
        Assert.Equal(5, metrics.Failures["aborted"]);
        Assert.Equal(0.5, metrics.Attainment);
    }

    [Fact]
    public async Task A_burst_sends_all_at_once_and_is_measured_to_its_end()
    {
        await using var server = Of(ServerBehaviour.All.Single(one => one.Name == "healthy"));
        var report = await RunAsync(Plan(server, 40) with { Arrivals = new ArrivalPattern.Burst(), MaxConcurrency = 4 });
        Assert.All(report.Schedule, time => Assert.Equal(0, time));
        Assert.All(report.Records, record => Assert.Equal(RequestStatus.Ok, record.Status));
        Assert.InRange(report.MostAtOnce(), 1, 4);
        Assert.InRange(report.WindowEnd, report.Records.Max(record => record.Done), report.End);
        Assert.NotNull(LoadMetrics.Of(report).WindowTokens);
    }

    private static MockServer Of(ServerBehaviour behaviour) => new(async exchange =>
    {
        var bytes = Encoding.UTF8.GetBytes(behaviour.Response);
        // In two parts, so that no event depends on how reads fall.
        await exchange.SendAsync(bytes[..(bytes.Length / 2)]);
        await exchange.SendAsync(bytes[(bytes.Length / 2)..]);
        if (!behaviour.Holds) exchange.Socket.Shutdown(SocketShutdown.Both);
    });

    private static LoadPlan Plan(MockServer server, int requests) =>
        new(server.Endpoint, ServingApi.Chat, "m", new ArrivalPattern.Closed(1), requests, new PromptSet.RandomWords(8), 5, 7)
        {
            RequestTimeout = TimeSpan.FromSeconds(60),
        };

    private static Task<LoadReport> RunAsync(LoadPlan plan) =>
        LoadGenerator.RunAsync(plan, null, TimeProvider.System, TestContext.Current.CancellationToken);
}
