namespace StackBench.Serving.Http;

/// <summary>Where a route lies below the root of a server. Pure.</summary>
internal static class ApiRoute
{
    /// <summary>Version that stands between the root and a route of most servers.</summary>
    private const string Version = "/v1";

    /// <param name="route">Without version, such as <c>/models</c>.</param>
    public static string PathOf(Uri endpoint, string route)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var path = endpoint.AbsolutePath.TrimEnd('/');
        // Some have another one in their root: /api/paas/v4.
        return EndsWithVersion(path) ? path + route : path + Version + route;
    }

    private static bool EndsWithVersion(string path)
    {
        var last = path[(path.LastIndexOf('/') + 1)..];
        return last is ['v', _, ..] && last.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
