using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using StackBench.Core.Text;
using StackBench.Serving.Http;
using StackBench.Serving.Requests;

namespace StackBench.Serving.Engine;

/// <summary>What a server that runs already says of itself.</summary>
/// <param name="Server">Its name, by the header of its answer; <c>unknown</c> where it has none.</param>
/// <param name="Models">Those it lists; empty where it does not tell.</param>
internal sealed record EndpointFacts(string Server, ImmutableArray<string> Models)
{
    private const int MostBytes = 16 << 20, MostModels = 1000, LongestText = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15), BodyLimit = TimeSpan.FromSeconds(5);

    // No list says what a model is for in a way that several servers share; their names do.
    private static readonly string[] NoText =
        ["embed", "rerank", "bge-", "gte-", "e5-", "minilm", "whisper", "tts-", "-tts", "dall-e", "moderation", "clip-", "colbert"];

    /// <summary>The first one that makes text, by its name; null where the server lists none.</summary>
    public string? Model => Models.FirstOrDefault(MakesText) ?? Models.FirstOrDefault();

    /// <summary>Models in front of <see cref="Model"/>.</summary>
    public ImmutableArray<string> Passed => Model is { } model ? [.. Models.TakeWhile(other => other != model)] : [];

    /// <exception cref="IOException">Nobody answers, or the key is refused; a remedy follows the reason.</exception>
    /// <exception cref="InvalidOperationException">The variable of the API key is unset.</exception>
    public static async Task<EndpointFacts> AskAsync(
        Uri endpoint, string? keyVariable, ExtraHeaders headers, CancellationToken cancellation)
    {
        var key = ApiKey.FromEnvironment(keyVariable, headers);
        using var client = new HttpClient(
            new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All })
        {
            Timeout = Limit,
        };
        using var request =
            new HttpRequestMessage(HttpMethod.Get, endpoint.GetLeftPart(UriPartial.Authority) + ApiRoute.PathOf(endpoint, "/models"));
        foreach (var line in key.Header.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
            if (line.Split(": ", 2) is [var name, var value]) request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                throw new IOException(
                    $"the server refuses this key ({(int)answer.StatusCode}); name the variable that holds it with --api-key-env");
            if ((int)answer.StatusCode is >= 300 and < 400 && answer.Headers.Location is { } place)
                throw new IOException(
                    $"the server redirects to {Short(key.Strip(SafeText.OneLine(place.ToString())))}: give its root as --endpoint");
            var server = Short(key.Strip(SafeText.OneLine(answer.Headers.Server.ToString())));
            return new EndpointFacts(server.Length == 0 ? "unknown" : server,
                answer.IsSuccessStatusCode
                    ? [.. ModelsOf(await BodyAsync(answer, cancellation)).Select(model => key.Strip(model))]
                    : []);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw NoAnswer(FormattableString.Invariant($"nothing came within {Limit.TotalSeconds} s"), exception);
        }
        catch (HttpRequestException exception)
            when (exception.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded)
        {
            // It listens, and knows no list of models: the first request will tell more.
            return new EndpointFacts("unknown", []);
        }
        catch (HttpRequestException exception)
        {
            throw NoAnswer(key.Strip(Trouble.Of(exception, endpoint)), exception);
        }

        IOException NoAnswer(string reason, Exception exception) =>
            new($"no server answers at {endpoint.GetLeftPart(UriPartial.Authority)}: {reason}",
                exception);
    }

    /// <summary>Empty where it does not end in time, or is too long: whatever that is, it is no list of models.</summary>
    private static async Task<byte[]> BodyAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(BodyLimit);
        try
        {
            await answer.Content.LoadIntoBufferAsync(MostBytes, limit.Token);
            return await answer.Content.ReadAsByteArrayAsync(limit.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException
            or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return [];
        }
    }

    private static ImmutableArray<string> ModelsOf(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            // OpenAI's list; of some servers the list alone, or under "models".
            var root = document.RootElement;
            foreach (var name in (string[])["data", "models"])
                if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var named)
                    && named.ValueKind == JsonValueKind.Array)
                    return Ids(named);
            return root.ValueKind == JsonValueKind.Array ? Ids(root) : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static ImmutableArray<string> Ids(JsonElement models) =>
    [
        .. models.EnumerateArray().Take(MostModels)
            .Select(model => model.ValueKind == JsonValueKind.Object && model.TryGetProperty("id", out var id)
                && id.ValueKind == JsonValueKind.String ? Short(SafeText.OneLine(id.GetString()!)) : "")
            .Where(model => model.Length > 0),
    ];

    private static bool MakesText(string model) => !NoText.Any(part => model.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static string Short(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
