using StackBench.Llm.Devices;

namespace StackBench.Serving.Servers;

/// <summary>What a server is started for.</summary>
/// <param name="Model">GGUF file, or folder of a Hugging Face style configuration, as the launcher takes it.</param>
/// <param name="Slots">Requests it works on at once.</param>
/// <param name="Context">Tokens of prompt and answer that each of them has room for.</param>
/// <param name="Threads">Of computation, where it computes on the CPU.</param>
/// <param name="HasWeights">The folder has weights; else the loader makes dummy ones.</param>
/// <param name="Device">GPU that all layers are put on; null for the CPU alone, or whatever the server takes by itself.</param>
public sealed record ServerRequest(string Model, int Slots, int Context, int Threads, bool HasWeights = true, LlamaDevice? Device = null);
