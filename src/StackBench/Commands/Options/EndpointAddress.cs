using StackBench.Serving;

namespace StackBench.Commands.Options;

/// <summary>
/// Reads the address of a server as people give it: its root, what clients of OpenAI call the base address, or a whole route.
/// </summary>
internal static class EndpointAddress
{
    private const string Form = "write its root, like http://127.0.0.1:8000";

    private static readonly (string Ending, ServingApi? Api)[] Routes =
        [("/chat/completions", ServingApi.Chat), ("/completions", ServingApi.Completions), ("/models", null)];

    /// <summary>Routes of servers' own, which no OpenAI client speaks.</summary>
    private static readonly string[] Foreign = ["/api/generate", "/api/chat", "/generate", "/generate_stream", "/responses", "/embeddings"];

    /// <returns>The root, without <c>/v1</c>, and the API that the address names; null where it names none.</returns>
    /// <exception cref="UserErrorException">It is no address of a server.</exception>
    public static (Uri? Root, ServingApi? Api) Parse(string? text)
    {
        if (text is null) return (null, null);
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw Usage("--endpoint is no http or https address without user, password and query", Form);
        if (uri.UserInfo.Length > 0)
            throw Usage("--endpoint is no http or https address without user, password and query", "give the key with --api-key-env");
        if (uri.Query.Length > 0) throw Usage("--endpoint is no http or https address without user, password and query", Form);
        var path = uri.AbsolutePath.TrimEnd('/');
        if (Foreign.FirstOrDefault(foreign => path.EndsWith(foreign, StringComparison.Ordinal)) is { } route)
            throw Usage($"--endpoint ends with {route}, which is no route for chat or completions of OpenAI's API", Form);
        var (ending, api) = Routes.FirstOrDefault(known => path.EndsWith(known.Ending, StringComparison.Ordinal));
        if (ending is not null) path = path[..^ending.Length];
        if (path.EndsWith("/v1", StringComparison.Ordinal)) path = path[..^3];
        return (new Uri(uri.GetLeftPart(UriPartial.Authority) + path), api);
    }

    private static UserErrorException Usage(string what, string remedy) => new(what, remedy, ExitCode.Usage);
}
