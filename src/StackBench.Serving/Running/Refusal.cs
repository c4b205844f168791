using StackBench.Serving.Http;
using StackBench.Serving.Streams;

namespace StackBench.Serving.Running;

/// <summary>What a response says that is no stream of events, and what to do about it. One line, without a full stop. Pure.</summary>
internal static class Refusal
{
    /// <summary>Of a status other than 200.</summary>
    /// <param name="key">Taken out before anything is cut, so that no part of it is left at an edge.</param>
    public static string OfStatus(ResponseDecoder head, ReadOnlySpan<byte> body, ApiKey key)
    {
        var words = head.Encoding is null ? key.Strip(ServerWords.Of(body)) : $"a body compressed with {head.Encoding}";
        var remedy = head.Status == 400 && words.Contains("HTTPS", StringComparison.Ordinal)
            ? "use https:// instead of http://"
            : Remedy(head);
        return (words, remedy) switch
        {
            ("", null) => "without a word",
            ("", { } known) => known,
            (_, null) => words,
            (_, { } known) => $"{words}: {known}",
        };
    }

    /// <summary>Of a status of 200 without any event.</summary>
    public static string OfBody(ResponseDecoder head, ReadOnlySpan<byte> body, ApiKey key)
    {
        if (head.Encoding is { } encoding)
            return $"the response is compressed ({encoding}) though that was not asked for: turn compression of event streams off in the "
                + $"server or the proxy before it";
        if (head.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) ?? false)
            return "the response is an HTML page: --endpoint leads to a web site; give the root of the API, such as http://127.0.0.1:8000";
        var words = key.Strip(ServerWords.Of(body));
        if (body.IndexOf("\"choices\""u8) >= 0)
            return "the response is one JSON document, not a stream: the server ignores \"stream\": true; turn streaming on in it, "
                + "or in the proxy before it";
        if (words.Length == 0) return "the response holds no event";
        return body.TrimStart(" \t\r\n"u8).StartsWith("{"u8)
            ? $"the response is a JSON document, not a stream: {words}"
            : $"the response holds no event; it begins: {words[..Math.Min(words.Length, 100)]}";
    }

    private static string? Remedy(ResponseDecoder head) => head.Status switch
    {
        >= 300 and < 400 when head.Location is { } place => $"the server redirects to {place}: give that as --endpoint",
        401 or 403 => "name the variable that holds the key with --api-key-env",
        404 => "check --endpoint (the root of the API), --api and --model",
        405 => "this address takes no POST: check --endpoint and --api",
        413 => "lower --input",
        429 when head.RetryAfter is { } after => $"the server limits requests (try again after {after}): lower --rate or --concurrency",
        429 => "the server limits requests: lower --rate or --concurrency",
        503 when head.RetryAfter is { } after => $"try again after {after}",
        _ => null,
    };
}
