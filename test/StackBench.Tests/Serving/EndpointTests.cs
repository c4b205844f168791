using System.Text;
using StackBench.Protocol;
using StackBench.Serving.Engine;
using StackBench.Serving.Requests;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Serving;

/// <summary>The engine of a server that runs already, against servers that take not every body, or refuse.</summary>
public sealed class EndpointTests
{
    private const string Load =
        """{"model":"","api":"chat","arrival":"closed","concurrency":2,"dataset":"random","input":16,"output":5,"requests":24,"warm-up":2,"slo":"ttft=60000ms"EXTRA}""";
    private const string Measure = """{"type":"measure","id":"a","iterations":1,"samples":1}""";
    private const string Models = """{"object":"list","data":[{"id":"bge-m3"},{"id":"text-embedding-3-small"},{"id":"llama"}]}""";

    /// <summary>A part of the body that is refused, the server's words, what of the body is sent then, and the note.</summary>
    public static TheoryData<string, string, string, string> Refused => new()
    {
        {
            "\"max_tokens\"",
            """{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","param":"max_tokens"}}""",
            "\"max_completion_tokens\":5", "max_completion_tokens was sent for max_tokens"
        },
        {
            "\"stream_options\"",
            """{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}""",
            "\"max_tokens\":5", "stream_options was left out"
        },
        { "\"ignore_eos\"", """{"error":{"message":"Unrecognized request argument supplied: ignore_eos"}}""", "\"stream_options\"",
            "ignore_eos was left out"},
        {
            "\"temperature\"", """{"error":{"message":"Unsupported value: 'temperature' does not support 0 with this model."}}""",
            "\"ignore_eos\":true",
            "temperature was left out"
        },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_field_that_is_refused_is_sent_otherwise_once_and_that_is_noted(string field, string words, string sent, string note)
    {
        await using var server =
            Server(request => request.Contains(field, StringComparison.Ordinal) ? Refusal("400 Bad Request", words) : null);
        var answers = await ConverseAsync(server, "");
        var taken = Assert.IsType<Samples>(answers[1]);
        Assert.Equal($"the server refused the usual request body: {note}", Assert.Single(taken.Notes!, one => one.Code == "body").Message);
        Assert.Equal(100, Assert.Single(taken.Extra!["success-rate"]));
        var bodies =
            server.Exchanges.Select(one => one.Request).Where(request => request.StartsWith("POST", StringComparison.Ordinal)).ToArray();
        Assert.Equal(
            24 + 2, bodies.Count(body => !body.Contains(field, StringComparison.Ordinal) && body.Contains(sent, StringComparison.Ordinal)));
        Assert.InRange(bodies.Count(body => body.Contains(field, StringComparison.Ordinal)), 1, 2);
        Assert.Equal(
            field == "\"stream_options\"",
            taken.Notes!.Any(one => one.Code == "event-counts" && one.Message.Contains("no token counts", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Several_refused_fields_are_found_one_after_the_other()
    {
        await using var server = Server(request =>
            request.Contains("\"ignore_eos\"", StringComparison.Ordinal) ? Refusal("400 No", "no ignore_eos")
            : request.Contains("\"max_tokens\"", StringComparison.Ordinal) ? Refusal("422 No", "no max_tokens") : null);
        var taken = Assert.IsType<Samples>((await ConverseAsync(server, ""))[1]);
        Assert.EndsWith("max_completion_tokens was sent for max_tokens, ignore_eos was left out",
            Assert.Single(taken.Notes!, one => one.Code == "body").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_other_body_helps_with_is_told_in_the_words_of_the_first_refusal()
    {
        await using var server = Server(request =>
            Refusal("400 No",
                request.Contains("max_completion_tokens", StringComparison.Ordinal) ? "context" : "max_tokens is above the context of 4"));
        var error = Assert.IsType<WorkerError>((await ConverseAsync(server, ""))[0]);
        Assert.Equal(
            "none of 2 warm-up requests ended well; the first: HTTP 400: max_tokens is above the context of 4; the server lists bge-m3, "
            + "text-embedding-3-small, llama: choose with --model", error.Message);
    }

    [Fact]
    public async Task Models_that_make_no_text_are_passed_over_and_that_is_noted()
    {
        await using var server = Server(_ => null);
        var taken = Assert.IsType<Samples>((await ConverseAsync(server, ""))[1]);
        Assert.All(server.Exchanges.Where(one => one.Request.StartsWith("POST", StringComparison.Ordinal)),
            one => Assert.Contains("\"model\":\"llama\"", one.Request, StringComparison.Ordinal));
        Assert.Contains("llama was asked: bge-m3, text-embedding-3-small before it",
            Assert.Single(taken.Notes!, one => one.Code == "model").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_and_headers_of_the_users_are_sent_and_what_is_dropped_is_not()
    {
        await using var server = Server(_ => null);
        var headers = ExtraHeaders.Of(["X-Team: research", "X-Key: very-secret-1"]);
        Assert.IsType<Samples>((await ConverseAsync(
            server, ""","extra-body":"{\"min_p\":0.1,\"temperature\":0.7}","drop-fields":"ignore_eos,stream_options" """, headers))[1]);
        var request = server.Exchanges.First(one => one.Request.StartsWith("POST", StringComparison.Ordinal)).Request;
        Assert.Contains("\r\nX-Team: research\r\nX-Key: very-secret-1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\"min_p\":0.1,\"temperature\":0.7}", request, StringComparison.Ordinal);
        Assert.DoesNotContain("ignore_eos", request, StringComparison.Ordinal);
        Assert.DoesNotContain("stream_options", request, StringComparison.Ordinal);
        Assert.Single(request.Split("temperature").Skip(1));
    }

    [Fact]
    public async Task A_value_of_a_header_is_in_no_error()
    {
        await using var server = Server(_ => Refusal("403 No", "no access for very-secret-1"));
        var error = Assert.IsType<WorkerError>((await ConverseAsync(server, "", ExtraHeaders.Of(["X-Key: very-secret-1"])))[0]);
        Assert.Contains("HTTP 403: no access for ***", error.Message, StringComparison.Ordinal);
        Assert.Equal("***", ExtraHeaders.Of(["X-Key: very-secret-1"]).ToString());
    }

    [Theory]
    [InlineData(13, "13 of 24 requests failed; the first: HTTP 500: boom")]
    [InlineData(12, null)]
    public async Task A_load_most_of_whose_requests_failed_has_failed(int failing, string? message)
    {
        var count = 0;
        // The first two are the warm-up; then good and bad ones in turn, so that nothing is given up.
        await using var server =
            Server(_ => Interlocked.Increment(ref count) is > 2 and var number && (number % 2 == 0 || (failing == 13 && number == 25))
            ? Refusal("500 No", "boom")
            : null);
        var answer = (await ConverseAsync(server, ""))[1];
        if (message is null) Assert.Equal(50, Assert.Single(Assert.IsType<Samples>(answer).Extra!["success-rate"]));
        else Assert.Contains(message, Assert.IsType<WorkerError>(answer).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[\"llama\"]", "")]
    [InlineData("""[{"id":"bge"},{"id":"x"}]""", "bge,x")]
    [InlineData("""{"models":[{"id":"y"}]}""", "y")]
    [InlineData("""{"data":[null,{"id":7},{"id":"z"}]}""", "z")]
    [InlineData("<html>", "")]
    public async Task Lists_of_models_have_several_forms(string body, string models)
    {
        await using var server = new MockServer(exchange => exchange.SendAsync(Ok(body)));
        var facts = await EndpointFacts.AskAsync(server.Endpoint, null, ExtraHeaders.None, TestContext.Current.CancellationToken);
        Assert.Equal(models, string.Join(',', facts.Models));
    }

    [Fact]
    public async Task A_server_that_redirects_is_told_at_once()
    {
        await using var server =
            new MockServer(exchange =>
                exchange.SendAsync("HTTP/1.1 307 No\r\nLocation: https://api/v1/models\r\nContent-Length: 0\r\n\r\n"u8.ToArray()));
        var refused = await Assert.ThrowsAsync<IOException>(
            () => EndpointFacts.AskAsync(server.Endpoint, null, ExtraHeaders.None, TestContext.Current.CancellationToken));
        Assert.Equal("the server redirects to https://api/v1/models: give its root as --endpoint", refused.Message);
    }

    [Theory]
    [InlineData("X-Team")]
    [InlineData(": x")]
    [InlineData("X Y: x")]
    [InlineData("Host: x")]
    [InlineData("content-length: 3")]
    [InlineData("X: a\r\nY: b")]
    [InlineData("X: Grüße")]
    public void A_header_that_cannot_be_sent_is_refused(string field) => Assert.Throws<FormatException>(() => ExtraHeaders.Of([field]));

    [Theory]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{\"stream\":false}", "\"stream\" is set by the load itself")]
    [InlineData("{\"max_tokens\":5}", "with --output")]
    public void A_body_that_cannot_be_sent_is_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => ExtraBody.Parse(text)).Message, StringComparison.Ordinal);

    /// <param name="refuse">What to answer to a request for completions; null for five tokens.</param>
    private static MockServer Server(Func<string, byte[]?> refuse) => new(async exchange =>
    {
        if (exchange.Request.StartsWith("GET", StringComparison.Ordinal))
        {
            await exchange.SendAsync(Ok(Models));
            return;
        }

        if (refuse(exchange.Request) is { } refusal)
        {
            await exchange.SendAsync(refusal);
            return;
        }

        await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
        for (var i = 0; i < 5; i++) await exchange.TokenAsync();
        if (exchange.Request.Contains("stream_options", StringComparison.Ordinal))
        {
            await exchange.EndAsync(5);
            return;
        }

        await exchange.EventAsync("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}");
        await exchange.EventAsync("[DONE]");
        await exchange.SendAsync("0\r\n\r\n"u8.ToArray());
    });

    private static byte[] Ok(string body) =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private static byte[] Refusal(string status, string body) =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private static async Task<List<WorkerMessage>> ConverseAsync(MockServer server, string extra, ExtraHeaders? headers = null)
    {
        await using var engine = new ServingEngine(
            null, new ServingEngineSettings("", Endpoint: server.Endpoint) { Headers = headers ?? ExtraHeaders.None }, _ => null,
            TimeProvider.System);
        var load = Load.Replace("EXTRA", extra, StringComparison.Ordinal);
        return await EngineAnswers.OfAsync(
            engine, 0, $$"""{"type":"prepare","id":"a","op":"serve","params":{{load}},"device":"server","seed":1}""", Measure);
    }
}
