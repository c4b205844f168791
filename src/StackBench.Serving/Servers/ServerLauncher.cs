using System.Collections.Immutable;
using System.Globalization;
using StackBench.Llm.Devices;
using StackBench.Llm.Programs;
using StackBench.Protocol.Engines;

namespace StackBench.Serving.Servers;

/// <summary>How a server is found, started on loopback and asked how it is. A server more is an entry more in <see cref="All"/>.</summary>
/// <param name="Name">Of the engine, kebab-case.</param>
/// <param name="Program">Its file, in the folder of <see cref="LlamaProgram.Variable"/> for llama.cpp, else on the PATH.</param>
/// <param name="TakesFolder">It loads a folder with a configuration, and makes dummy weights where that has none;
/// else it loads a GGUF file.</param>
/// <param name="Arguments">Of the command line, by request, port, and what the program's help names.</param>
/// <param name="PromptTokens">Counter of processed prompt tokens at <c>/metrics</c>.</param>
/// <param name="GeneratedTokens">Counter of generated tokens there.</param>
public sealed record ServerLauncher(
    string Name,
    string Program,
    bool TakesFolder,
    string Remedy,
    Func<ServerRequest, int, string, ImmutableArray<string>> Arguments,
    string PromptTokens,
    string GeneratedTokens)
{
    public const string HealthPath = "/health", MetricsPath = "/metrics";

    public static ServerLauncher LlamaServer { get; } = new(
        "llama-server", "llama-server", false, LlamaProgram.Remedy, LlamaArguments, "llamacpp:prompt_tokens_total",
        "llamacpp:tokens_predicted_total");

    public static ServerLauncher Vllm { get; } = new(
        "vllm-serve", "vllm", true, "install vLLM, and put its vllm on the PATH", VllmArguments, "vllm:prompt_tokens_total",
        "vllm:generation_tokens_total");

    public static ImmutableArray<ServerLauncher> All { get; } = [LlamaServer, Vllm];

    /// <returns>Path of the program.</returns>
    /// <exception cref="UnsupportedException">There is none.</exception>
    public string Find(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return LlamaProgram.Find(Program, name => name == LlamaProgram.Variable && this != LlamaServer ? null : variable(name), Remedy);
    }

    // On the CPU alone unless a GPU is asked for, which its log must confirm; the lines that do are shown from level 4 on. The cache of
    // prompts in memory would only grow: no prompt comes twice.
    private static ImmutableArray<string> LlamaArguments(ServerRequest request, int port, string help) =>
    [
        "--model", request.Model, "--host", "127.0.0.1", "--port", Text(port),
        "--parallel", Text(request.Slots), "--ctx-size", Text(request.Slots * request.Context), "--threads", Text(request.Threads),
        "--metrics",
        .. request.Device is { } device
            ? ["--device", device.Name, "-ngl", Text(LlamaDevices.AllLayers), .. Where(help, "--verbosity", "4")]
            : Where(help, "--device", "none"),
        .. Where(help, "--cache-ram", "0"), .. help.Contains("--offline", StringComparison.Ordinal) ? (string[])["--offline"] : [],
    ];

    private static ImmutableArray<string> VllmArguments(ServerRequest request, int port, string help) =>
    [
        "serve", request.Model, "--host", "127.0.0.1", "--port", Text(port),
        .. request.HasWeights ? (string[])[] : ["--load-format", "dummy"],
        "--max-num-seqs", Text(request.Slots), "--max-model-len", Text(request.Context), "--no-enable-prefix-caching",
    ];

    private static string[] Where(string help, string option, string value) =>
        help.Contains(option, StringComparison.Ordinal) ? [option, value] : [];

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
