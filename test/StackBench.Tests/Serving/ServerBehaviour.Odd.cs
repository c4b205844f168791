using System.Globalization;

namespace StackBench.Tests.Serving;

/// <summary>What is rarer on the wire: line ends, chunks, lengths, heads, and objects that only look like an answer.</summary>
internal sealed partial record ServerBehaviour
{
    private const string Complete = "Ok";

    /// <inheritdoc cref="ServerBehaviour"/>
    public static IReadOnlyList<ServerBehaviour> Odd =>
    [
        new("lines that end in CR", Head() + Chunk(Text(Whole5()).Replace('\n', '\r')) + End, Complete),
        new("lines that end in CRLF", Head() + Chunk(Text(Whole5()).Replace("\n", "\r\n", StringComparison.Ordinal)) + End, Complete),
        new("a byte order mark", Head() + Chunk("\ufeff" + Text(Whole5())) + End, Complete),
        new("ids, retries and named events",
            Head() + Chunk("retry: 3000\n\n" + string.Concat(Whole5().Select((data, i) => $"id: {i}\nevent: message\ndata: {data}\n\n")))
                + End,
            Complete),
        new("an event over several data lines", Head() + Chunk(Text(Words5)
            + "data: {\"choices\":[\ndata: {\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n" + Text([Usage, Done]))
            + End, Complete),
        new("a byte a chunk", Head() + string.Concat(Text(Whole5()).Select(letter => $"1\r\n{letter}\r\n")) + End, Complete),
        new("lengths of chunks with zeros and blanks", Head() + Padded(Text(Whole5())) + "000" + End, Complete),
        new("trailers", Head() + Chunk(Text(Whole5())) + "0\r\nServer-Timing: total;dur=5\r\nX-Checksum: 1\r\n\r\n", Complete),
        new("a length beside the chunks", Stream(Whole5()).Replace("Transfer-", "Content-Length: 4\r\nTransfer-", StringComparison.Ordinal),
            Complete),
        new("a stream with a length", Whole("text/event-stream; charset=utf-8", Text(Whole5())), Complete),
        new("names of headers in lower case", Stream(Whole5()).Replace("Transfer-Encoding", "transfer-encoding", StringComparison.Ordinal)
            .Replace("Content-Type", "content-type", StringComparison.Ordinal), Complete),
        new("a status without a phrase", Stream(Whole5()).Replace("200 OK", "200", StringComparison.Ordinal), Complete),
        new("early hints", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Length: 3\r\n\r\n" + Closing(Whole5()), Complete),
        new("text/plain", Stream(Whole5()).Replace("text/event-stream", "text/plain", StringComparison.Ordinal), Complete),
        new("encoded as identity", Stream(Whole5()).Replace(
            "Content-Type", "Content-Encoding: identity\r\nContent-Type", StringComparison.Ordinal), Complete),
        new("usage with every event of vLLM",
            Stream([.. Enumerable.Range(1, 5).Select(i => Word[..^1] + Counted(i)), Finish("length")[..^1] + Counted(5), Usage, Done]),
            Complete),
        new("usage twice", Stream([.. Words5, Finish("length"), Usage, Usage, Done]), Complete),
        new("usage as text", Stream([.. Words5, Finish("length"),
            """{"choices":[],"usage":{"prompt_tokens":"9","completion_tokens":"5"}}""", Done]), Complete),
        new("counts beyond all numbers", Stream([.. Words5, Finish("length"),
            """{"choices":[],"usage":{"prompt_tokens":-1,"completion_tokens":1e30}}""", Done]), Complete),
        new("tokens bundled by two", Stream([Word, Word, Word, Finish("length"), Usage, Done]), Complete),
        new("a role before the words", Stream([Delta("""{"role":"assistant","content":""}"""), .. Whole5()]), Complete),
        new("a delta that is null", Stream(["""{"choices":[{"index":0,"delta":null,"finish_reason":null}]}""", .. Whole5()]), Complete),
        new("log probabilities", Stream([.. Words5.Select(word =>
            word[..^3] + ",\"logprobs\":{\"content\":[{\"token\":\"x\",\"logprob\":-0.1,\"top_logprobs\":[{\"token\":\"y\"}]}]}}]}"),
            Finish("length"), Usage, Done]), Complete),
        new("names with escapes", Stream([.. Words5.Select(_ => "{\"ch\\u006fices\":[{\"delta\":{\"c\\u006fntent\":\"\\ud83d\\ude00\"}}]}"),
            Finish("length"), Usage, Done]), Complete),
        new("a finish reason twice", Stream([.. Words5, Finish("length"), Finish("length"), Usage, Done]), Complete),
        new("[DONE] without a blank", Head() + Chunk(Text([.. Words5, Finish("length"), Usage]) + "data:[DONE]\n\n") + End, Complete),
        new("a number as content", Stream([.. Words5.Select(_ => Delta("{\"content\":5}")), Finish("length"), Usage, Done]), Complete),
        new("reasoning of vLLM", Stream([.. Words5.Select(_ => Delta("{\"reasoning_content\":\"hm\"}")), Finish("length"), Usage, Done]),
            Complete),
        new("an error that is empty", Stream(
            [.. Words5.Select(word => word[..^1] + ",\"error\":{}}"), Finish("length"), Usage, Done]), Complete),

        new("a length that is too short", Whole("text/event-stream", Text([.. Words5, Finish("length")]))[..^40]
            .Replace("Content-Length: ", "Content-Length: 9", StringComparison.Ordinal), "Cut"),
        new("a chunk that is longer than it says", Head() + "5\r\n" + Text(Whole5()) + "\r\n" + End, "Malformed", "longer than it says"),
        new("a chunk of negative length", Head() + "-5\r\n" + Text(Whole5()) + "\r\n" + End, "Malformed", "no length"),
        new("a chunk without end", Head() + "FFFFFFFFFFFFFFFFFF\r\n" + Text([Word]), "Malformed", "no length"),
        new("a length that is none", Head().Replace("Transfer-Encoding: chunked", "Content-Length: many", StringComparison.Ordinal),
            "Malformed", "no valid length"),
        new("a coding that was not asked for", Stream(Whole5()).Replace("chunked", "gzip, chunked", StringComparison.Ordinal), "Malformed",
            "transfer encoding"),
        new("brotli", Stream(Whole5()).Replace(
            "Content-Type", "Content-Encoding: br\r\nContent-Type", StringComparison.Ordinal), "Malformed",
            "compressed (br)"),
        new("a line of two megabytes", Head() + Chunk("data: " + new string('x', 2 << 20)), "Malformed", "longer than 1048576 bytes"),
        new("a head without end", "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("X-Y: z\r\n", 12000)), "Malformed", "the head"),
        new("events without an empty line between them",
            Head() + Chunk(string.Concat(Whole5().Select(data => $"data: {data}\n")) + "\n") + End, "StreamError"),
        new("a list as an event", Stream(["[1]", .. Whole5()]), "StreamError"),
        new("a finish reason that is no text", Stream([.. Words5, """{"choices":[{"delta":{},"finish_reason":5}]}""", Usage, Done]), "Cut",
            "without a finish reason"),
        new("half a surrogate", Stream([.. Words5, Finish("\\ud800"), Usage, Done]), "StreamError"),
        new("nothing but pings", Head() + Chunk(": ping\n\n: ping\n\n") + End, "Cut", "without a finish reason"),
        new("Anthropic's events",
            Head() + Chunk("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\"}}\n\n") + End,
            "StreamError"),
        new("the events of another API", Stream(["""{"type":"response.created","response":{"id":"r"}}"""]), "StreamError"),
        new("a text completion as one document", Whole("application/json", """{"object":"text_completion","choices":[{"text":"x"}]}"""),
            "Malformed", "ignores \"stream\": true"),
        new("202", Answer("202 Accepted", """{"id":"job-1","status":"queued"}"""), "HttpError", "queued"),
        new("302 without a place", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "HttpError", "without a word"),
        new("502 of nginx", Answer("502 Bad Gateway\r\nContent-Type: text/html",
            "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center></body></html>"),
            "HttpError", "502 Bad Gateway"),
        new("503 with a date", Answer("503 No\r\nRetry-After: Wed, 21 Oct 2026 07:28:00 GMT", """{"message":"warming up"}"""), "HttpError",
            "warming up: try again after Wed, 21 Oct 2026"),
        new("405", Answer("405 Method Not Allowed", ""), "HttpError", "this address takes no POST"),
        new("400 of a TLS port", Answer("400 Bad Request",
            "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>"), "HttpError",
            "400 The plain HTTP request was sent to HTTPS port: use https:// instead of http://"),
        new("an alert of TLS", "\u0015\u0003\u0001\0\u0002\u0002F", "Malformed", "the server speaks TLS: use https://"),
        new("a switch of protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nxx\r\n", "Malformed", "HTTP/1.1"),
        new("an error behind a good head",
            Head() + Chunk(Text([Word])) + Chunk("event: error\ndata: {\"error\":{\"message\":\"lost\"}}\n\n"),
            "StreamError", "lost"),
    ];

    private static string[] Whole5() => [.. Words5, Finish("length"), Usage, Done];

    private static string Counted(int tokens) => string.Create(
        CultureInfo.InvariantCulture, $",\"usage\":{{\"prompt_tokens\":9,\"completion_tokens\":{tokens}}}}}");

    private static string Padded(string text) => string.Create(CultureInfo.InvariantCulture, $"0000{text.Length:X} \r\n{text}\r\n");
}
