using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Text;
using StackBench.Llm.Devices;

namespace StackBench.Llm.LlamaBench;

/// <summary>One test to ask of llama-bench: either a prompt or a generation.</summary>
/// <param name="PromptTokens">Tokens of the prompt; 0 for a generation test.</param>
/// <param name="GeneratedTokens">Tokens to generate; 0 for a prompt test.</param>
/// <param name="Depth">Tokens in the cache before.</param>
/// <param name="Batch">Most tokens given to the model at once.</param>
/// <param name="FlashAttention"><c>auto</c>, <c>on</c> or <c>off</c>.</param>
/// <param name="Device">GPU that all layers are put on; null computes on the CPU alone, with the GPUs hidden.</param>
internal sealed record LlamaBenchTest(
    long PromptTokens, long GeneratedTokens, long Depth, int Threads, int Batch, string FlashAttention, LlamaDevice? Device = null)
{
    /// <summary>Backends that compute on the CPU.</summary>
    private static readonly ImmutableArray<string> OnCpu = ["CPU", "BLAS", "ZenDNN", "AMX"];

    /// <summary>Arguments of the program.</summary>
    /// <exception cref="NotSupportedException">This llama-bench cannot be asked that.</exception>
    public ImmutableArray<string> Arguments(string model, int repetitions, LlamaBenchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Depth > 0 && !options.HasDepth) throw new NotSupportedException("this llama-bench cannot begin at a depth (-d)");
        if (Device is not null && !(options.HasDevice && options.HasLog))
            throw new NotSupportedException("this llama-bench cannot be told its device (-dev), or shows no log (-v)");
        ImmutableArray<string> arguments =
        [
            "-m", model, "-p", Text(PromptTokens), "-n", Text(GeneratedTokens), "-r", Text(repetitions), "-t", Text(Threads), "-b",
            Text(Batch),
            "-ngl", Text(Device is null ? 0 : LlamaDevices.AllLayers), "-o", "jsonl",
        ];
        if (Depth > 0) arguments = arguments.AddRange("-d", Text(Depth));
        if (options.HasDevice) arguments = arguments.AddRange("-dev", Device?.Name ?? "none");
        return FlashAttention == "auto"
            ? arguments
            : arguments.AddRange("-fa", options.HasFlashAttentionWords ? FlashAttention : FlashAttention == "on" ? "1" : "0");
    }

    /// <summary>In what the result is not what was asked for; null when it is. Pure.</summary>
    public string? Flaw(ImmutableArray<LlamaBenchResult> results, int repetitions)
    {
        if (results is not [var result])
            return string.Create(CultureInfo.InvariantCulture, $"llama-bench gave {results.Length} results where one test was asked for");
        if (result.PromptTokens != PromptTokens || result.GeneratedTokens != GeneratedTokens || result.Depth != Depth)
            return string.Create(CultureInfo.InvariantCulture, $"llama-bench ran another test: {result.PromptTokens} prompt and "
                + $"{result.GeneratedTokens} generated tokens at depth {result.Depth}");
        if (result.Seconds.Length != repetitions)
            return string.Create(
                CultureInfo.InvariantCulture, $"llama-bench gave {result.Seconds.Length} samples where {repetitions} were asked for");
        if (result.Threads is { } threads && threads != Threads)
            return string.Create(CultureInfo.InvariantCulture, $"llama-bench used {threads} threads, not {Threads}");
        return Device is null ? CpuFlaw(result) : GpuFlaw(result, Device);
    }

    // With layers on the CPU a build with a GPU backend still sends large batches to the GPU, unless the devices are hidden.
    private static string? CpuFlaw(LlamaBenchResult result)
    {
        if (result.GpuLayers is > 0)
            return string.Create(CultureInfo.InvariantCulture, $"llama-bench put {result.GpuLayers} layers on a GPU");
        return string.IsNullOrEmpty(result.GpuInfo) || result.Devices == "none"
            ? null
            : "llama-bench may have used a GPU: it does not say that its devices were none";
    }

    // It repeats what it was asked for; where the layers went only its log tells.
    private static string? GpuFlaw(LlamaBenchResult result, LlamaDevice wanted)
    {
        if (result.Devices != wanted.Name) return $"llama-bench was given {wanted.Name}, and names {Told(result.Devices)} as its devices";
        if (result.GpuLayers is not >= LlamaDevices.AllLayers)
            return $"llama-bench was told to put all layers on {wanted.Name}, and says "
                + $"{Told(result.GpuLayers?.ToString(CultureInfo.InvariantCulture))}";
        if (result.Backends is null || result.Backends.Split(',').All(backend => OnCpu.Contains(backend.Trim())))
            return $"llama-bench names {Told(result.Backends)} as its backends, none for {wanted.Name}";
        return SafeText.OneLine(result.GpuInfo ?? "").Contains(wanted.Description, StringComparison.Ordinal)
            ? null
            : $"llama-bench names {Told(result.GpuInfo)} as its GPUs, not {wanted.Description}";
    }

    private static string Told(string? value) => string.IsNullOrWhiteSpace(value) ? "nothing" : SafeText.OneLine(value);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
