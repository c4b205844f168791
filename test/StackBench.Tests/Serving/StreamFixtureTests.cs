using System.Text;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;
using StackBench.Serving.Streams;

namespace StackBench.Tests.Serving;

/// <summary>What servers are known to answer, from the socket to the counts.</summary>
public sealed class StreamFixtureTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    private const string Role = "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\n";
    private const string Finish = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n";
    private const string Done = "data: [DONE]\n\n";
    private const string Token = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n";

    // What servers are known to send: tokens reported, their source, token events, and whether the first of them is output.
    [Theory]
    [InlineData("role and usage apart", Role + Token + Token + Finish
        + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}\n\n" + Done, 2, TokenSource.Usage, 2, true)]
    [InlineData("usage with the finish",
        "data: {\"choices\":[{\"text\":\"a\"}]}\n\ndata: {\"choices\":[{\"text\":\"b\"}]}\n\ndata: "
            + "{\"choices\":[{\"text\":\"\",\"finish_reason\":\"length\"}],\"usage\":{\"completion_tokens\":2}}\n\n"
        + Done, 2, TokenSource.Usage, 2, true)]
    [InlineData("usage in every event",
        "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"completion_tokens\":1}}\n\ndata: "
            + "{\"choices\":[{\"delta\":{\"content\":\"b\"}}],\"usage\":{\"completion_tokens\":2}}\n\n"
        + Finish + Done, 2, TokenSource.Usage, 2, true)]
    [InlineData("timings alone",
        Token + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"timings\":{\"predicted_n\":1}}\n\n" + Done, 1,
        TokenSource.Timings, 1, true)]
    [InlineData("neither", Role + Token + Token + Token + Finish + Done, 3, TokenSource.Events, 3, true)]
    [InlineData("bundled", Role + Token + "data: {\"choices\":[],\"usage\":{\"completion_tokens\":9}}\n\n"
        + Finish + Done, 9, TokenSource.Usage, 1, true)]
    [InlineData("reasoning", Role + "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n" + Token + Finish + Done, 2,
        TokenSource.Events, 2, false)]
    [InlineData("characters of several bytes", "data: {\"choices\":[{\"delta\":{\"content\":\"Grüße 🙂\"}}]}\n\n" + Finish + Done, 1,
        TokenSource.Events, 1, true)]
    [InlineData("a comment before", ": keep-alive\n\n" + Token + Finish + Done, 1, TokenSource.Events, 1, true)]
    public async Task Streams_of_servers_have_their_counts(
        string name, string body, int tokens, TokenSource source, int events, bool isOutputFirst)
    {
        foreach (var ending in (string[])["\n", "\r\n"])
        {
            var bytes = Encoding.UTF8.GetBytes(Head + body.Replace("\n", ending, StringComparison.Ordinal));
            // Cut where it hurts most: inside a character where there is one, else within an event.
            var cut = Array.IndexOf(bytes, (byte)0xF0) is > 0 and var emoji ? emoji + 2
                : bytes.AsSpan().LastIndexOf("\"content\""u8) is > 0 and var text ? text : bytes.Length - 40;
            await using var server = MockServer.Of(bytes[..cut], bytes[cut..]);
            var record = (await RunAsync(Plan(server, 1, new ArrivalPattern.Closed(1)))).Records.Single();
            var metrics = RequestMetrics.Of(record);
            Assert.Equal((name, RequestStatus.Ok, tokens, source), (name, record.Status, metrics.Tokens, metrics.Source));
            Assert.Equal(events, record.Events.Count(one => one.CarriesTokens));
            Assert.Equal(isOutputFirst, record.Events.First(one => one.CarriesTokens).Kind == EventKind.Content);
            // On a busy machine both may come with one read.
            Assert.True(isOutputFirst ? metrics.Ttfo == metrics.Ttft : metrics.Ttfo >= metrics.Ttft);
        }
    }

    [Theory]
    [InlineData("data: xxxxxxxxxxxx", "1048576 bytes")]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"some more than a token or two\"}}]}\n\n", "67108864 bytes")]
    [InlineData(":\n", "1048576 events")]
    public async Task A_stream_without_bounds_is_cut_off_with_its_reason(string repeated, string reason)
    {
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(repeated, 65536 / repeated.Length)));
        var sent = 0L;
        await using var server = new MockServer(async exchange =>
        {
            await exchange.SendAsync(Encoding.ASCII.GetBytes(Head));
            for (; sent < 200_000_000; sent += block.Length) await exchange.SendAsync(block);
        });
        var record = (await RunAsync(Plan(server, 1, new ArrivalPattern.Closed(1)))).Records.Single();
        Assert.Equal(RequestStatus.Malformed, record.Status);
        Assert.Contains(reason, record.Error, StringComparison.Ordinal);
        while (server.Open > 0) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(sent < 200_000_000);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_refusal_counts_by_its_code(int code)
    {
        await using var server =
            MockServer.Of(Encoding.ASCII.GetBytes($"HTTP/1.1 {code} No\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy"));
        var metrics = LoadMetrics.Of(await RunAsync(Plan(server, 1, new ArrivalPattern.Closed(1))));
        Assert.Equal(1, metrics.Failures[$"http-{code}"]);
        Assert.Null(metrics.Ttft);
        Assert.Equal(0, metrics.Attainment);
    }

    [Theory]
    [InlineData(Token, RequestStatus.Cut)]
    [InlineData(Token + "data: {\"error\":{\"message\":\"out of memory\"}}\n\ndata: [DONE]\n\n", RequestStatus.StreamError)]
    [InlineData(Token + "error: {\"message\":\"x\"}\n\ndata: [DONE]\n\n", RequestStatus.StreamError)]
    [InlineData("data: [DONE]\n\n", RequestStatus.Cut)]
    [InlineData(Finish + "data: [DONE]\n\n", RequestStatus.Empty)]
    [InlineData("{\"choices\":[]}", RequestStatus.Malformed)]
    [InlineData(Token + "data: [DONE]\n\n", RequestStatus.Cut)]
    [InlineData(Token + Finish + "data: [DONE]\n\n", RequestStatus.Ok)]
    public async Task An_end_has_its_kind(string body, RequestStatus status)
    {
        await using var server = MockServer.Of(Encoding.UTF8.GetBytes(Head + body));
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

    private static LoadPlan Plan(MockServer server, int requests, ArrivalPattern arrivals) =>
        new(server.Endpoint, ServingApi.Chat, "m", arrivals, requests, new PromptSet.RandomWords(8), 5,
            7)
        { RequestTimeout = TimeSpan.FromSeconds(60), AllowsShort = true };

    private static Task<LoadReport> RunAsync(LoadPlan plan) =>
        LoadGenerator.RunAsync(plan, null, TimeProvider.System, TestContext.Current.CancellationToken);
}
