using System.Net;
using System.Text.Json;
using StackBench.Core.Text;
using StackBench.Serving.Http;

namespace StackBench.Serving.Engine;

/// <summary>What a server that runs already says of itself.</summary>
/// <param name="Server">Its name, by the header of its answer; <c>unknown</c> where it has none.</param>
/// <param name="Model">The first model it serves; null where it does not tell.</param>
internal sealed record EndpointFacts(string Server, string? Model)
{
    private const int MostBytes = 1 << 20;
    private const int LongestText = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <exception cref="IOException">Nobody answers, or the key is refused; a remedy follows the reason.</exception>
    /// <exception cref="InvalidOperationException">The variable of the API key is unset.</exception>
    public static async Task<EndpointFacts> AskAsync(Uri endpoint, string? keyVariable, CancellationToken cancellation)
    {
        var key = ApiKey.FromEnvironment(keyVariable);
        using var client = new HttpClient(
            new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            Timeout = Limit,
            MaxResponseContentBufferSize = MostBytes
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint.ToString().TrimEnd('/') + "/v1/models");
        if (key.Header is { Length: > 0 } header)
            request.Headers.TryAddWithoutValidation("Authorization", header["Authorization: ".Length..].TrimEnd());
        try
        {
            using var answer = await client.SendAsync(request, cancellation);
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                throw new IOException(
                    $"the server refuses this key ({(int)answer.StatusCode}); name the variable that holds it with --api-key-env");
            var server = Short(key.Strip(SafeText.OneLine(answer.Headers.Server.ToString())));
            return new EndpointFacts(server.Length == 0 ? "unknown" : server,
                answer.IsSuccessStatusCode ? key.Strip(ModelOf(await answer.Content.ReadAsStringAsync(cancellation))) : null);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw NoAnswer(FormattableString.Invariant($"nothing came within {Limit.TotalSeconds} s"), exception);
        }
        catch (HttpRequestException exception)
        {
            // The outer message of a connection that breaks says nothing.
            throw NoAnswer(key.Strip(SafeText.OneLine((exception.InnerException ?? exception).Message)), exception);
        }

        IOException NoAnswer(string reason, Exception exception) =>
            new($"no server answers at {endpoint.GetLeftPart(UriPartial.Authority)}: {reason}; start it, or give another --endpoint",
                exception);
    }

    private static string? ModelOf(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("data", out var data)
                && data.ValueKind == JsonValueKind.Array
                && data.GetArrayLength() > 0 && data[0].ValueKind == JsonValueKind.Object && data[0].TryGetProperty("id", out var id)
                && id.ValueKind == JsonValueKind.String
                ? Short(SafeText.OneLine(id.GetString()!))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Short(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
