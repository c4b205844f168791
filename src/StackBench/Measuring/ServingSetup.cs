using StackBench.Serving.Requests;
using StackBench.Workloads.Serving;

namespace StackBench.Measuring;

/// <summary>A load the user asked for, and where its server and prompts are.</summary>
/// <param name="Endpoint">Of a server that runs already; null to start one.</param>
/// <param name="ApiKeyVariable">Name of the environment variable that holds the key; the key itself is nowhere but there.</param>
/// <param name="PromptFile">For the dataset <c>file</c>.</param>
/// <param name="TraceFile">For arrivals of a trace.</param>
/// <param name="RequestTimeout">After which a request has failed; null is the usual one.</param>
/// <param name="Headers">Sent to the endpoint; may hold keys, and are no part of what is stored.</param>
internal sealed record ServingSetup(ServingOptions Options, Uri? Endpoint, string? ApiKeyVariable, string? PromptFile, string? TraceFile =
    null, TimeSpan? RequestTimeout = null, ExtraHeaders? Headers = null)
{
    /// <summary>Port of this machine that a server of the user's listens on; null where there is none.</summary>
    public int? CalledPort => Endpoint is { IsLoopback: true } endpoint ? endpoint.Port : null;
}
