using System.Text;

namespace StackBench.Serving.SelfCheck;

/// <summary>The bytes of a null server, each event a chunk, in the form of llama-server and vLLM.</summary>
internal static class NullMessages
{
    private const string Frame =
        "\"id\":\"chatcmpl-0000000000000000000000000000\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"null\","
            + "\"system_fingerprint\":\"null\"";

    /// <summary>Headers and the role come at once, as servers send them: neither is a token.</summary>
    public static byte[] Opening { get; } =
    [
        .. "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n"u8,
        .. Chunk($"{{\"choices\":[{{\"finish_reason\":null,\"index\":0,\"delta\":{{\"role\":\"assistant\",\"content\":null}}}}],{Frame}}}"),
    ];

    public static byte[] Token { get; } =
        Chunk($"{{\"choices\":[{{\"finish_reason\":null,\"index\":0,\"delta\":{{\"content\":\" token\"}}}}],{Frame}}}");

    public static byte[] Ok { get; } = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"status\":\"ok\"}");

    public static byte[] Closing(StreamPattern pattern) =>
    [
        .. Chunk($"{{\"choices\":[{{\"finish_reason\":\"length\",\"index\":0,\"delta\":{{}}}}],{Frame}}}"),
        .. Chunk(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{{\"choices\":[],{Frame},\"usage\":{{\"prompt_tokens\":{pattern.PromptTokens},\"completion_tokens\":{pattern.Tokens},"
                + $"\"total_tokens\":{pattern.PromptTokens + pattern.Tokens},\"prompt_tokens_details\":{{\"cached_tokens\":"
                + $"{pattern.CachedTokens}}}}}}}")),
        .. Chunk("[DONE]"),
        .. "0\r\n\r\n"u8,
    ];

    private static byte[] Chunk(string data)
    {
        var text = $"data: {data}\n\n";
        return Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{text.Length:x}\r\n{text}\r\n"));
    }
}
