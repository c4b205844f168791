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

    /// <exception cref="UnsupportedRequestException">An operation or parameter is unknown or impossible.</exception>
    /// <param name="device">GPU that the host named; null for the CPU.</param>
    public static LlamaRequest Of(string op, JsonElement parameters, LlamaDevice? device)
    {
        if (op is not (Prefill or Decode)) throw new UnsupportedRequestException($"there is no operation '{op}'");
        var tokens = Number(parameters, "tokens", 1, MostTokens);
        var flashAttention = Text(parameters, "flash-attention");
        if (flashAttention is not ("auto" or "on" or "off")) throw new UnsupportedRequestException("parameter 'flash-attention' must be one of: auto, on, off");
        if (device is null ? Number(parameters, "gpu-layers", 0, MostTokens) > 0 : Text(parameters, "gpu-layers") != "all")
            throw new UnsupportedRequestException("parameter 'gpu-layers' must be 0 on the CPU and all on a GPU: a model is not divided");
        var test = new LlamaBenchTest(
            op == Prefill ? tokens : 0,
            op == Decode ? tokens : 0,
            Number(parameters, "depth", 0, MostTokens),
            (int)Number(parameters, "threads", 1, 4096),
            (int)Number(parameters, "batch", 1, MostTokens),
            flashAttention,
            device);
        return parameters.TryGetProperty("sha256", out _) ? new(test, null, Text(parameters, "sha256")) : new(test, ModelOf(parameters), null);
    }

    private static SyntheticModel ModelOf(JsonElement parameters)
    {
        var (name, type) = (Text(parameters, "model"), Text(parameters, "type"));
        return new SyntheticModel(
            ModelShape.All.FirstOrDefault(shape => "synthetic-" + shape.Name == name) ?? throw new UnsupportedRequestException($"there is no synthetic model '{name}'"),
            SyntheticModel.Types.FirstOrDefault(known => known.Name == type) ?? throw new UnsupportedRequestException($"there are no synthetic models of type '{type}'"),
            Number(parameters, "model-seed", long.MinValue, long.MaxValue));
    }

    private static long Number(JsonElement parameters, string name, long least, long most) =>
        parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw new UnsupportedRequestException(FormattableString.Invariant($"parameter '{name}' must be a whole number from {least} to {most}"));

    private static string Text(JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new UnsupportedRequestException($"parameter '{name}' must be a text");
}
