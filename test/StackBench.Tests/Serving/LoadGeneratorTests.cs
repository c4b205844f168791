using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;

namespace StackBench.Tests.Serving;

public sealed class LoadGeneratorTests
{
    private const string Token = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n";
    private static readonly CancellationToken None = CancellationToken.None;

    private static LoadPlan Plan(MockServer server, int requests, ArrivalPattern arrivals) =>
        new(server.Endpoint, ServingApi.Chat, "m", arrivals, requests, new PromptSet.RandomWords(8), 5, 7) { RequestTimeout = TimeSpan.FromSeconds(60) };

    private static async Task TimedAsync(MockServer.Exchange exchange)
    {
        await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
        await exchange.EventAsync("{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null}}]}");
        await Task.Delay(50);
        for (var i = 0; i < 5; i++)
        {
            if (i > 0) await Task.Delay(10);
            await exchange.TokenAsync();
        }

        await exchange.EndAsync(5);
    }

    private static Task<LoadReport> RunAsync(LoadPlan plan) => LoadGenerator.RunAsync(plan, null, TimeProvider.System, TestContext.Current.CancellationToken);

    private static byte[] Raw(string body) =>
        Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + body);

    [Fact]
    public async Task Ttft_covers_what_the_server_really_took_and_role_chunks_are_no_tokens()
    {
        await using var server = new MockServer(TimedAsync);
        var report = await RunAsync(Plan(server, 64, new ArrivalPattern.Closed(16)) with { WarmUpRequests = 4 });
        var metrics = LoadMetrics.Of(report);

        Assert.Equal(64, report.Records.Length);
        Assert.Equal(68, server.Exchanges.Count);
        Assert.All(report.Records, record => Assert.Equal(RequestStatus.Ok, record.Status));
        Assert.Equal(0, report.Connects);
        Assert.Equal(0, metrics.Disagreements);
        Assert.Equal(1.0 / 3, metrics.CacheHits!.Value, 12);
        Assert.Null(metrics.Ttft!.P99);
        // Same clock, no message between client and server: from arrival to the first token's send the client must have waited.
        var least = server.Exchanges.Min(one => Stopwatch.GetElapsedTime(one.Arrived, one.Tokens[0].Before).TotalSeconds);
        Assert.All(report.Records, record => Assert.True(RequestMetrics.Of(record).TtftSend >= least));
        Assert.Equal(5, RequestMetrics.Of(report.Records[0]).Tokens);
    }

    [Fact]
    public async Task A_stall_of_the_server_shows_in_the_scheduled_time_though_not_in_the_time_from_sending()
    {
        var gate = 0;
        await using var server = new MockServer(async exchange =>
        {
            if (Interlocked.Increment(ref gate) == 1) await Task.Delay(2000);
            await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
            await exchange.TokenAsync();
            await exchange.EndAsync(1);
        });
        var report = await RunAsync(Plan(server, 20, new ArrivalPattern.Constant(100)) with { MaxConcurrency = 1 });

        // All but the one that was stalled (of two that are due together either may be first) waited behind it for the cap: at least the stall less
        // their own place in the schedule of 0.19 s.
        var behind = report.Records.Select(RequestMetrics.Of).OrderByDescending(one => one.TtftSend).Skip(1).ToList();
        Assert.All(behind, one => Assert.True(one.Ttft > 1.7));
        Assert.All(behind, one => Assert.True(one.Ttft - one.TtftSend > 1.7));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_refusal_counts_by_its_code(int code)
    {
        await using var server = MockServer.Of(Encoding.ASCII.GetBytes($"HTTP/1.1 {code} No\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy"));
        var metrics = LoadMetrics.Of(await RunAsync(Plan(server, 1, new ArrivalPattern.Closed(1))));
        Assert.Equal(1, metrics.Failures[$"http-{code}"]);
        Assert.Null(metrics.Ttft);
        Assert.Equal(0, metrics.Attainment);
    }

    [Theory]
    [InlineData(Token, RequestStatus.Cut)]
    [InlineData(Token + "data: {\"error\":{\"message\":\"out of memory\"}}\n\ndata: [DONE]\n\n", RequestStatus.StreamError)]
    [InlineData(Token + "error: {\"message\":\"x\"}\n\ndata: [DONE]\n\n", RequestStatus.StreamError)]
    [InlineData("data: [DONE]\n\n", RequestStatus.Empty)]
    [InlineData("{\"choices\":[]}", RequestStatus.Malformed)]
    [InlineData(Token + "data: [DONE]\n\n", RequestStatus.Ok)]
    public async Task An_end_has_its_kind(string body, RequestStatus status)
    {
        await using var server = MockServer.Of(Raw(body));
        Assert.Equal(status, (await RunAsync(Plan(server, 1, new ArrivalPattern.Closed(1)))).Records.Single().Status);
    }

    [Fact]
    public async Task An_endless_stream_is_a_timeout()
    {
        await using var server = new MockServer(async exchange =>
        {
            await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
            while (true)
            {
                await exchange.TokenAsync();
                await Task.Delay(10);
            }
        });
        var report = await RunAsync(Plan(server, 1, new ArrivalPattern.Closed(1)) with { RequestTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(RequestStatus.Timeout, report.Records.Single().Status);
    }

    [Fact]
    public async Task A_cancelled_run_keeps_what_it_has_and_leaves_no_socket_open()
    {
        using var cancel = new CancellationTokenSource();
        var served = 0;
        await using var server = new MockServer(async exchange =>
        {
            await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
            await exchange.TokenAsync();
            if (Interlocked.Increment(ref served) <= 4) await exchange.EndAsync(1);
            else if (served == 8) await cancel.CancelAsync();
        });
        var report = await LoadGenerator.RunAsync(Plan(server, 100, new ArrivalPattern.Closed(4)), null, TimeProvider.System, cancel.Token);

        Assert.True(report.IsCancelled);
        Assert.Equal(4, report.Records.Count(record => record.Status == RequestStatus.Ok));
        Assert.Equal(4, report.Records.Count(record => record.Status == RequestStatus.Cancelled));
        while (server.Open > 0) await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_key_is_sent_and_is_nowhere_else()
    {
        const string key = "sk-very-secret-1";
        Environment.SetEnvironmentVariable("STACKBENCH_TEST_KEY", key);
        var body = $"wrong key {key}";
        await using var server = MockServer.Of(Encoding.ASCII.GetBytes($"HTTP/1.1 401 No\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        var report = await RunAsync(Plan(server, 1, new ArrivalPattern.Closed(1)) with { ApiKeyVariable = "STACKBENCH_TEST_KEY" });

        Assert.Contains($"Authorization: Bearer {key}", server.Exchanges.Single().Request, StringComparison.Ordinal);
        Assert.Equal("wrong key ***", report.Records.Single().Error);
        Assert.DoesNotContain(key, report.ToString() + report.Records.Single() + report.Plan, StringComparison.Ordinal);
        var unset = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(report.Plan with { ApiKeyVariable = "STACKBENCH_UNSET" }));
        Assert.Contains("STACKBENCH_UNSET", unset.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_server_is_told_at_once()
    {
        Uri endpoint;
        await using (var server = MockServer.Of()) endpoint = server.Endpoint;
        var plan = new LoadPlan(endpoint, ServingApi.Chat, "m", new ArrivalPattern.Closed(1), 1, new PromptSet.RandomWords(1), 1, 1);
        await Assert.ThrowsAnyAsync<SocketException>(() => LoadGenerator.RunAsync(plan, null, TimeProvider.System, None));
    }
}
