using System.Collections.Immutable;

namespace StackBench.Llm.LlamaBench;

/// <summary>One test of llama-bench. What it does not say of itself is null: its fields change from version to version.</summary>
internal sealed record LlamaBenchResult
{
    /// <summary>Tokens of the prompt; 0 in a generation test.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Tokens generated one after the other; 0 in a prompt test.</summary>
    public required long GeneratedTokens { get; init; }

    /// <summary>Tokens in the cache before the test begins.</summary>
    public required long Depth { get; init; }

    /// <summary>Time of each repetition of the whole test, in seconds, in order.</summary>
    public required ImmutableArray<double> Seconds { get; init; }

    public string? BuildCommit { get; init; }

    public long? BuildNumber { get; init; }

    /// <summary>Comma-separated names: <c>CUDA,CPU</c>.</summary>
    public string? Backends { get; init; }

    public string? CpuInfo { get; init; }

    public string? GpuInfo { get; init; }

    /// <summary>Devices it was told to use: <c>none</c>, <c>auto</c>, <c>CUDA0</c>.</summary>
    public string? Devices { get; init; }

    public string? ModelType { get; init; }

    /// <summary>Weights in bytes.</summary>
    public long? ModelBytes { get; init; }

    public long? ModelParameters { get; init; }

    public long? Threads { get; init; }

    public long? Batch { get; init; }

    public long? GpuLayers { get; init; }

    /// <summary>As written: <c>true</c>, <c>1</c>, <c>-1</c> (automatic).</summary>
    public string? FlashAttention { get; init; }
}
