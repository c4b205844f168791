using StackBench.Serving.Requests;

namespace StackBench.Serving.Engine;

/// <summary>
/// What a serving engine knows apart from its requests: where things lie. Neither paths nor addresses are parameters, for results compare.
/// </summary>
/// <param name="Models">Folder of synthetic models, each in a folder of its own; made on demand.</param>
/// <param name="UserModel">The user's own GGUF file, or folder with safetensors; null when none was given.</param>
/// <param name="Endpoint">Root of a server that runs already; null for an engine that starts its own.</param>
/// <param name="ApiKeyVariable">Name of the environment variable that holds the key to it; null without.</param>
/// <param name="PromptFile">The user's own prompts; null when none were given.</param>
/// <param name="TraceFile">The user's own trace; null when none was given.</param>
/// <param name="RequestTimeout">Of one request, from sending; null is the usual one.</param>
public sealed record ServingEngineSettings(string Models, string? UserModel = null, Uri? Endpoint = null, string? ApiKeyVariable = null,
    string? PromptFile = null, string? TraceFile = null, TimeSpan? RequestTimeout = null)
{
    /// <summary>Sent to the endpoint with every request.</summary>
    public ExtraHeaders Headers { get; init; } = ExtraHeaders.None;

    /// <summary>Kind, and id, of the device of a server that is measured as it is.</summary>
    public const string DeviceKind = "server";

    /// <summary>Name of the engine that starts no server.</summary>
    public const string EndpointEngine = "openai";

    /// <summary>Environment variables by which the host tells an engine what is here.</summary>
    public const string EndpointVariable =
        "STACKBENCH_SERVING_ENDPOINT", KeyNameVariable = "STACKBENCH_SERVING_KEY_NAME", PromptFileVariable = "STACKBENCH_SERVING_PROMPTS",
        TraceFileVariable = "STACKBENCH_SERVING_TRACE", RequestTimeoutVariable = "STACKBENCH_SERVING_REQUEST_TIMEOUT",
        HeadersVariable = "STACKBENCH_SERVING_HEADERS";
}
