using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;

namespace StackBench.Tests.Serving;

public sealed class LoadGeneratorTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static LoadPlan Plan(MockServer server, int requests, ArrivalPattern arrivals) =>
        new(server.Endpoint, ServingApi.Chat, "m", arrivals, requests, new PromptSet.RandomWords(8), 5,
            7)
        { RequestTimeout = TimeSpan.FromSeconds(60), AllowsShort = true };

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

    private static Task<LoadReport> RunAsync(LoadPlan plan) =>
        LoadGenerator.RunAsync(plan, null, TimeProvider.System, TestContext.Current.CancellationToken);

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

        // All but the one that was stalled (of two that are due together either may be first) waited behind it for the cap: at least the
        // stall less their own place in the schedule of 0.19 s.
        var behind = report.Records.Select(RequestMetrics.Of).OrderByDescending(one => one.TtftSend).Skip(1).ToList();
        Assert.All(behind, one => Assert.True(one.Ttft > 1.7));
        Assert.All(behind, one => Assert.True(one.Ttft - one.TtftSend > 1.7));
    }

    /// <summary>
    /// A server that never ends its answers: what is under way, or waits for the cap, has failed when the load's time is over.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_load_ends_with_its_time_and_what_had_not_ended_counts_against(bool isClosed)
    {
        using var stop = new CancellationTokenSource();
        await using var server = new MockServer(async exchange =>
        {
            await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
            await exchange.TokenAsync();
            await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        ArrivalPattern arrivals = isClosed ? new ArrivalPattern.Closed(2) : new ArrivalPattern.Constant(1000);
        var report = await RunAsync(Plan(server, 5, arrivals) with { MaxConcurrency = 2, TimeLimit = TimeSpan.FromSeconds(2) });
        await stop.CancelAsync();
        Assert.False(report.IsCancelled);
        Assert.Equal(isClosed ? 2 : 5, report.Records.Length);
        Assert.All(report.Records, record =>
            Assert.Equal((RequestStatus.Timeout, "no end within the time limit of the load"), (record.Status, record.Error)));
        Assert.Equal((0, report.Records.Length), LoadMetrics.Of(report).Counted);
        Assert.Equal(2, report.MostAtOnce());
    }

    [Fact]
    public async Task Requests_that_memory_does_not_hold_are_refused_before_the_start()
    {
        await using var server = new MockServer(TimedAsync);
        var plan = Plan(server, 1_000_000, new ArrivalPattern.Closed(1)) with { Prompts = new PromptSet.Texts([new string('a', 1 << 25)]) };
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(plan));
        Assert.Equal(
            "the first 32 of 1000000 requests have more than 1024 MiB, which are held in memory: use fewer requests, or shorter prompts",
            refused.Message);
        Assert.Empty(server.Exchanges);
    }

    [Fact]
    public async Task A_server_that_closes_idle_connections_costs_a_new_one_and_no_request()
    {
        await using var server = new MockServer(async exchange =>
        {
            await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
            await exchange.TokenAsync();
            await exchange.EndAsync(1);
            exchange.Socket.Shutdown(SocketShutdown.Both);
        });
        var report = await RunAsync(Plan(server, 20, new ArrivalPattern.Closed(1)));
        Assert.All(report.Records, record => Assert.Equal(RequestStatus.Ok, record.Status));
        Assert.Equal(19, report.Connects);
        Assert.Contains(LoadWarning.Of(report, LoadMetrics.Of(report)), one => one.Kind == LoadWarningKind.NewConnections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Warm_up_keeps_to_the_concurrency_and_leaves_no_record(bool isClosed)
    {
        var (now, most, all) = (0, 0, 0);
        await using var server = new MockServer(async exchange =>
        {
            var open = Interlocked.Increment(ref now);
            if (Interlocked.Increment(ref all) <= 12) most = Math.Max(most, open);
            await Task.Delay(20);
            Interlocked.Decrement(ref now);
            await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
            await exchange.TokenAsync();
            await exchange.EndAsync(1);
        });
        ArrivalPattern arrivals = isClosed ? new ArrivalPattern.Closed(3) : new ArrivalPattern.Constant(1000);
        var report = await RunAsync(Plan(server, 5, arrivals) with { WarmUpRequests = 12, MaxConcurrency = isClosed ? null : 3 });
        Assert.InRange(most, 1, 3);
        Assert.Equal(17, server.Exchanges.Count);
        Assert.Equal([0, 1, 2, 3, 4], report.Records.Select(record => record.Index));
        Assert.Equal(17,
            server.Exchanges.Select(one => one.Request[one.Request.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]).Distinct().Count());
    }

    [Fact]
    public async Task Requests_due_after_the_duration_are_neither_sent_nor_judged_and_those_before_are_though_they_wait()
    {
        await using var server = new MockServer(async exchange =>
        {
            await Task.Delay(20);
            await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
            await exchange.TokenAsync();
            await exchange.EndAsync(1);
        });
        var report = await RunAsync(
            Plan(server, 500, new ArrivalPattern.Constant(100)) with { MaxConcurrency = 1, Duration = TimeSpan.FromMilliseconds(195) });
        // 0, 10, ... 190 ms; the last had to wait for 19 answers of 20 ms.
        Assert.Equal(Enumerable.Range(0, 20), report.Records.Select(record => record.Index));
        Assert.True(report.Records.Max(record => record.Sent) > 195_000_000);
        Assert.Equal(190_000_000, report.WindowEnd);
        Assert.Equal(1, LoadMetrics.Of(report).Attainment);
    }

    [Fact]
    public async Task The_time_limit_of_a_request_does_not_run_while_it_waits_for_the_cap()
    {
        await using var server = new MockServer(async exchange =>
        {
            await Task.Delay(100);
            await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
            await exchange.TokenAsync();
            await exchange.EndAsync(1);
        });
        var report = await RunAsync(
            Plan(server, 30, new ArrivalPattern.Constant(1000)) with { MaxConcurrency = 1, RequestTimeout = TimeSpan.FromSeconds(2) });
        Assert.All(report.Records, record => Assert.Equal(RequestStatus.Ok, record.Status));
        Assert.True(report.Records.Max(record => record.Sent - record.Scheduled) > 2_000_000_000);
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
        await using var server =
            MockServer.Of(Encoding.ASCII.GetBytes($"HTTP/1.1 401 No\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        var report = await RunAsync(Plan(server, 1, new ArrivalPattern.Closed(1)) with { ApiKeyVariable = "STACKBENCH_TEST_KEY" });

        Assert.Contains($"Authorization: Bearer {key}", server.Exchanges.Single().Request, StringComparison.Ordinal);
        Assert.Equal("wrong key ***: name the variable that holds the key with --api-key-env", report.Records.Single().Error);
        Assert.DoesNotContain(key, report.ToString() + report.Records.Single() + report.Plan, StringComparison.Ordinal);
        var unset = await Assert.ThrowsAsync<InvalidOperationException>(
            () => RunAsync(report.Plan with { ApiKeyVariable = "STACKBENCH_UNSET" }));
        Assert.Contains("STACKBENCH_UNSET", unset.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_ends_the_run()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(
            async () =>
            {
                await using var stream = new SslStream(new NetworkStream(await listener.AcceptSocketAsync(None), ownsSocket: true));
                await Record.ExceptionAsync(async () =>
                {
                    await stream.AuthenticateAsServerAsync(certificate);
                    await stream.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
                });
            },
            None);
        var endpoint = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var plan = new LoadPlan(endpoint, ServingApi.Chat, "m", new ArrivalPattern.Closed(1), 1, new PromptSet.RandomWords(1), 1, 1);
        await Assert.ThrowsAsync<AuthenticationException>(() => LoadGenerator.RunAsync(plan, null, TimeProvider.System, None));
        await serving;
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
