using System.Text.Json;
using StackBench.Llm.Devices;
using StackBench.Llm.Gguf;
using StackBench.Llm.LlamaBench;
using StackBench.Protocol.Engines;

namespace StackBench.Llm.Engine;

/// <summary>A request of the host in the terms of llama-bench.</summary>
/// <param name="Synthetic">The model to make where it is missing; null for the user's own.</param>
/// <param name="Sha256">Of the user's own model; null for a synthetic one.</param>
internal sealed record LlamaRequest(LlamaBenchTest Test, SyntheticModel? Synthetic, string? Sha256)
{
    public const string Prefill = "prefill", Decode = "decode";

    private const int MostTokens = 1 << 20;

    /// <exception cref="UnsupportedException">An operation or parameter is unknown or impossible.</exception>
    /// <param name="device">GPU that the host named; null for the CPU.</param>
    public static LlamaRequest Of(string op, JsonElement parameters, LlamaDevice? device)
    {
        if (op is not (Prefill or Decode)) throw new UnsupportedException($"there is no operation '{op}'");
        var tokens = parameters.Number("tokens", 1, MostTokens);
        var flashAttention = parameters.Text("flash-attention");
        if (flashAttention is not ("auto" or "on" or "off"))
            throw new UnsupportedException("parameter 'flash-attention' must be one of: auto, on, off");
        if (device is null ? parameters.Number("gpu-layers", 0, MostTokens) > 0 : parameters.Text("gpu-layers") != "all")
            throw new UnsupportedException("parameter 'gpu-layers' must be 0 on the CPU and all on a GPU: a model is not divided");
        var test = new LlamaBenchTest(
            op == Prefill ? tokens : 0,
            op == Decode ? tokens : 0,
            parameters.Number("depth", 0, MostTokens),
            (int)parameters.Number("threads", 1, 4096),
            (int)parameters.Number("batch", 1, MostTokens),
            flashAttention,
            device);
        return parameters.TryGetProperty("sha256", out _)
            ? new(test, null, parameters.Text("sha256"))
            : new(test, RequestedModel.Of(parameters), null);
    }
}
