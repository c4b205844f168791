using System.Globalization;
using System.Text;

namespace StackBench.Tests.Serving;

/// <summary>What a server answers to a request for five tokens, and what must become of that request.</summary>
/// <param name="Response">The bytes of the response; the connection is closed behind them unless it is held.</param>
/// <param name="Status">As <c>RequestStatus</c> names it.</param>
/// <param name="Words">A part of the error; empty for a success.</param>
/// <param name="Tokens">Counted, of a success.</param>
/// <param name="Holds">Whether the server leaves the connection open.</param>
internal sealed partial record ServerBehaviour(
    string Name, string Response, string Status, string Words = "", int Tokens = 5, bool Holds = false)
{
    private const string Usage = """{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14}}""";
    private const string Word = """{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]}""";
    private const string NoText = """{"choices":[{"index":0,"delta":{"content":""},"finish_reason":null}]}""";
    private const string Done = "[DONE]";

    private static readonly string[] Words5 = [Word, Word, Word, Word, Word];

    /// <summary>
    /// As vLLM, SGLang, TGI, llama.cpp's server, Ollama, TensorRT-LLM, LiteLLM, FastChat and their proxies are known to send.
    /// </summary>
    public static IReadOnlyList<ServerBehaviour> All { get; } =
    [
        new("healthy", Stream([.. Words5, Finish("length"), Usage, Done]), "Ok"),
        new("stop", Stream([.. Words5, Finish("stop"), Usage, Done]), "Ok"),
        new("tool calls", Stream(
            [Delta("""{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"{"}}]}"""), Finish("tool_calls"), Usage, Done]), "Ok"),
        new("eos_token of TGI", Stream([.. Words5, Finish("eos_token"), Usage, Done]), "Ok"),
        new("model_length of Mistral", Stream([.. Words5, Finish("model_length"), Usage, Done]), "Ok"),
        new("MAX_TOKENS of Gemini", Stream([.. Words5, Finish("MAX_TOKENS"), Usage, Done]), "Ok"),
        new("end_turn of Anthropic", Stream([.. Words5, Finish("end_turn"), Usage, Done]), "Ok"),
        new("finish reason in the last token",
            Stream([.. Words5[..4], Word.Replace("null", "\"length\"", StringComparison.Ordinal), Usage, Done]), "Ok"),
        new("empty finish reasons of Ollama",
            Stream([.. Words5.Select(word => word.Replace("null", "\"\"", StringComparison.Ordinal)), Finish("stop"), Usage, Done]), "Ok"),
        new("no [DONE], connection closed", Closing([.. Words5, Finish("length"), Usage]), "Ok"),
        new("no [DONE], whole response", Stream([.. Words5, Finish("length"), Usage]), "Ok"),
        new("usage in the choice of Moonshot", Stream([.. Words5,
            """{"choices":[{"index":0,"delta":{},"finish_reason":"length","usage":{"prompt_tokens":9,"completion_tokens":5}}]}""",
            Done]), "Ok"),
        new("whole numbers as 5.0", Stream(
            [.. Words5, Finish("length"), Usage.Replace(":5,", ":5.0,", StringComparison.Ordinal), Done]), "Ok"),
        new("usage of zeros",
            Stream([.. Words5, Finish("length"), """{"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}}""", Done]), "Ok"),
        new("null for all that is not known",
            Stream(
                [.. Words5.Select(word => word[..^1] + ",\"usage\":null,\"error\":null,\"timings\":null}"), Finish("length"), Usage, Done]),
            "Ok"),
        new("Azure's filter results",
            Stream(["""{"choices":[],"prompt_filter_results":[{"prompt_index":0}]}""", .. Words5, Finish("stop"), Usage, Done]), "Ok"),
        new("empty data lines",
            Head() + Chunk("data: \n\ndata:\n\n" + Text(Words5) + "data:\n\n" + Text([Finish("length"), Usage, Done])) + End, "Ok"),
        new("comments and pings",
            Head() + Chunk(": ping\n\n" + Text(Words5[..2]) + "event: ping\ndata: {\"type\": \"ping\"}\n\n" + Text(Words5[..2])
            + Text(["""{"type":"ping"}"""]) + ": OPENROUTER PROCESSING\n\n" + Text([Word, Finish("length"), Usage, Done])) + End, "Ok"),
        new("tokens without text", Stream([.. Words5.Select(_ => NoText), Finish("length"), Usage, Done]), "Ok"),
        new("tokens without events", Stream([Finish("length"), Usage, Done]), "Ok"),
        new("list of parts",
            Stream([.. Words5.Select(_ => Delta("""{"content":[{"type":"text","text":"x"}]}""")), Finish("length"), Usage, Done]), "Ok"),
        new("thinking as parts",
            Stream([Delta("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}"""), .. Words5[..4],
            Finish("length"), Usage, Done]), "Ok"),
        new("hidden reasoning", Stream([Word, Finish("length"),
            """{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":4}}}""",
            Done]), "Ok"),
        new("refusal as text", Stream(
            [.. Words5.Select(_ => Delta("""{"content":null,"refusal":"no"}""")), Finish("stop"), Usage, Done]), "Ok"),
        new("a choice that is null", Stream(["""{"choices":[null]}""", .. Words5, Finish("length"), Usage, Done]), "Ok"),
        new("more after [DONE]", Stream([.. Words5, Finish("length"), Usage, Done, "{\"error\":\"late\"}", "garbage", Done]), "Ok"),
        new("[DONE] and an open connection", Stream([.. Words5, Finish("length"), Usage, Done])[..^End.Length], "Ok", Holds: true),
        new("[DONE] and a broken chunk", Stream([.. Words5, Finish("length"), Usage, Done])[..^End.Length] + "zz\r\n", "Ok"),
        new("content type of JSON", Stream([.. Words5, Finish("length"), Usage, Done]).Replace(
            "text/event-stream", "application/json", StringComparison.Ordinal), "Ok"),
        new("no content type", Stream([.. Words5, Finish("length"), Usage, Done]).Replace(
            "Content-Type: text/event-stream\r\n", "", StringComparison.Ordinal), "Ok"),
        new("HTTP/1.0", Closing([.. Words5, Finish("length"), Usage, Done]).Replace(
            "HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal), "Ok"),
        new("100 before the answer", "HTTP/1.1 100 Continue\r\n\r\n" + Stream([.. Words5, Finish("length"), Usage, Done]), "Ok"),
        new("data without a blank",
            Head() + Chunk(Text([.. Words5, Finish("length"), Usage, Done]).Replace("data: ", "data:", StringComparison.Ordinal))
                + End, "Ok"),
        new("blanks behind [DONE]", Stream([.. Words5, Finish("length"), Usage, Done + " "]), "Ok"),
        new("no empty line behind the last event", Closing([.. Words5, Finish("length"), Usage])[..^2], "Ok"),
        new("thinking as a field", Stream([Delta("{\"thinking\":\"hm\"}"), .. Words5[..4], Finish("length"), Usage, Done]), "Ok"),

        new("abort of SGLang and vLLM", Stream([Word, Finish("abort"), Usage, Done]), "Aborted", "finish reason 'abort'"),
        new("abort without a token", Stream([Finish("abort"), Usage, Done]), "Aborted", "finish reason 'abort'"),
        new("error as finish reason", Stream([.. Words5, Finish("error"), Usage, Done]), "Aborted", "finish reason 'error'"),
        new("content_filter", Stream([Word, Finish("content_filter"), Usage, Done]), "Aborted", "'content_filter'"),
        new("SAFETY of Gemini", Stream([Word, Finish("SAFETY"), Usage, Done]), "Aborted", "'SAFETY'"),
        new("insufficient_system_resource of DeepSeek", Stream([Word, Finish("insufficient_system_resource"), Usage, Done]), "Aborted",
            "'insufficient_system_resource'"),
        new("cancelled of TensorRT-LLM", Stream([Word, Finish("cancelled"), Usage, Done]), "Aborted", "'cancelled'"),
        new("load of Ollama", Stream([Finish("load"), Done]), "Aborted", "'load'"),
        new("null at [DONE]", Stream([.. Words5, Usage, Done]), "Cut", "[DONE] came without a finish reason"),
        new("the text null at [DONE]", Stream([.. Words5, Finish("null"), Usage, Done]), "Cut", "without a finish reason"),
        new("the end without finish reason", Stream([.. Words5, Usage]), "Cut", "without a finish reason"),
        new("a cut connection", Stream([.. Words5])[..^End.Length], "Cut"),
        new("a cut after the finish", Stream([.. Words5, Finish("length")])[..^End.Length], "Cut"),
        new("object error of vLLM", Stream([Word, """{"object":"error","message":"engine died","type":"Internal","code":500}""", Done]),
            "StreamError", "engine died"),
        new("error object of OpenAI", Stream([Word, """{"error":{"message":"out of memory","type":"server_error"}}""", Done]),
            "StreamError", "out of memory"),
        new("error text of TGI", Stream([Word, """{"error":"overloaded","error_type":"overloaded"}"""]), "StreamError", "overloaded"),
        new("error with choices of LiteLLM", Stream([Word, """{"choices":[],"error":{"message":"upstream"}}""", Finish("stop"), Done]),
            "StreamError", "upstream"),
        new("error in the choice",
            Stream([Word, """{"choices":[{"error":{"code":502,"message":"bad gateway"},"delta":{},"finish_reason":"stop"}]}""", Done]),
            "StreamError", "bad gateway"),
        new("error_code of FastChat", Stream([Word, """{"text":"worker gone","error_code":50004}""", Done]), "StreamError", "worker gone"),
        new("detail of FastAPI", Stream([Word, """{"detail":"Internal Server Error"}""", Done]), "StreamError", "Internal Server Error"),
        new("code and message", Stream([Word, """{"code":1301,"message":"sensitive"}""", Done]), "StreamError", "sensitive"),
        new("code alone", Stream([Word, """{"code":1301}""", Done]), "StreamError", "code 1301"),
        new("base_resp of MiniMax", Stream(["""{"choices":null,"base_resp":{"status_code":1004,"status_msg":"login fail"}}""", Done]),
            "StreamError", "login fail"),
        new("an empty object", Stream([.. Words5, "{}", Finish("length"), Usage, Done]), "StreamError"),
        new("an event of its own kind", Stream(["""{"content":"x","stop":false}"""]), "StreamError"),
        new("event: error", Head() + Chunk(Text([Word]) + "event: error\ndata: {\"message\":\"boom\"}\n\n" + Text([Done])) + End,
            "StreamError", "boom"),
        new("event: error in words", Head() + Chunk(Text([Word]) + "event: error\ndata: it broke\n\n" + Text([Done]))
            + End, "StreamError", "it broke"),
        new("event: error without a word", Head() + Chunk(Text([Word]) + "event: error\n\n" + Text([Finish("length"), Usage, Done])) + End,
            "StreamError"),
        new("an error after the finish", Stream(
            [.. Words5, Finish("length"), """{"error":{"message":"late"}}""", Done]), "StreamError", "late"),
        new("an error without an empty line behind it", Closing([Word, "{\"error\":{\"message\":\"boom\"}}"])[..^2], "StreamError", "boom"),
        new("an event that is no JSON", Stream([Word, "{\"choices\":[", Finish("length"), Usage, Done]), "StreamError"),
        new("two objects in an event", Stream([.. Words5, Finish("length") + Usage, Done]), "StreamError"),
        new("no token at all", Stream([Finish("stop"), """{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":0}}""", Done]),
            "Empty", "no token"),
        new("[DONE] alone", Stream([Done]), "Cut", "without a finish reason"),
        new("fewer tokens than asked for",
            Stream([Word, Word, Finish("stop"), Usage.Replace(":5,", ":2,", StringComparison.Ordinal), Done]), "Short",
            "2 of the 5 tokens asked for (finish reason 'stop')"),
        new("fewer tokens, by events", Stream([Word, Word, Finish("length"), Done]), "Short", "2 of the 5 tokens asked for, by its events"),
        new("a count that nothing bears out",
            Stream([.. Words5, Finish("length"), Usage.Replace(":5,", ":1000000,", StringComparison.Ordinal), Done]), "Malformed",
            "counts 1000000 tokens"),

        new("one JSON document",
            Whole("application/json", """{"object":"chat.completion","choices":[{"message":{"content":"x"},"finish_reason":"stop"}]}"""),
            "Malformed", "ignores \"stream\": true"),
        new("a JSON error with 200", Whole("application/json", """{"error":{"message":"no such model"}}"""), "Malformed", "no such model"),
        new("lines of JSON", Whole("application/x-ndjson", "{\"message\":{\"content\":\"x\"},\"done\":false}\n{\"done\":true}\n"),
            "Malformed", "not a stream"),
        new("an HTML page", Whole("text/html; charset=utf-8", "<html><body>Open WebUI</body></html>"), "Malformed", "an HTML page"),
        new("a compressed stream", Stream([.. Words5, Finish("length"), Usage, Done]).Replace(
            "Content-Type", "Content-Encoding: gzip\r\nContent-Type", StringComparison.Ordinal), "Malformed", "compressed (gzip)"),
        new("nothing", Whole("text/event-stream", ""), "Malformed", "holds no event"),
        new("307", "HTTP/1.1 307 Temporary Redirect\r\nLocation: https://other/v1/chat/completions\r\nContent-Length: 0\r\n\r\n",
            "HttpError", "redirects to https://other/v1/chat/completions: give that as --endpoint"),
        new("401", Answer("401 Unauthorized", """{"error":{"message":"Incorrect API key"}}"""), "HttpError",
            "Incorrect API key: name the variable that holds the key with --api-key-env"),
        new("404", Answer("404 Not Found", """{"detail":"Not Found"}"""), "HttpError", "Not Found: check --endpoint"),
        new("429 with Retry-After", Answer("429 Too Many Requests\r\nRetry-After: 20", "slow down"), "HttpError",
            "slow down: the server limits requests (try again after 20)"),
        new("422",
            Answer("422 Unprocessable Entity",
            """{"detail":[{"type":"extra_forbidden","loc":["body","top_k"],"msg":"Extra inputs are not permitted"}]}"""),
            "HttpError", "body.top_k: Extra inputs are not permitted"),
        new("500 that never ends", "HTTP/1.1 500 No\r\nContent-Length: 1000\r\n\r\n{\"error\":\"x\"}", "HttpError", "x", Holds: true),
        new("204", "HTTP/1.1 204 No Content\r\n\r\n", "HttpError", "without a word"),
        new("not HTTP", "SSH-2.0-OpenSSH_9.6\r\n", "Malformed", "does not speak HTTP/1.1"),
        new("closed at once", "", "Cut"),
        new("headers alone", Head()[..^2], "Cut"),
    ];

    public override string ToString() => Name;

    private const string End = "0\r\n\r\n";

    private static string Finish(string reason) => $$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{reason}}"}]}""";

    private static string Delta(string delta) => $$"""{"choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}""";

    private static string Head() => MockServer.StreamHead;

    private static string Text(IEnumerable<string> events) => string.Concat(events.Select(data => $"data: {data}\n\n"));

    private static string Chunk(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text):X};x=y\r\n{text}\r\n");

    private static string Stream(IEnumerable<string> events) => Head() + string.Concat(events.Select(data => Chunk(Text([data])))) + End;

    private static string Closing(IEnumerable<string> events) =>
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + Text(events);

    private static string Whole(string type, string body) => Answer($"200 OK\r\nContent-Type: {type}", body);

    private static string Answer(string status, string body) =>
        string.Create(
            CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
}
