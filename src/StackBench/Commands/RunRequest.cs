using StackBench.Core.Results;
using StackBench.Terminal;
using StackBench.Workloads.Llm;

namespace StackBench.Commands;

/// <summary>What the user asked of <c>run</c>, parsed.</summary>
internal sealed record RunRequest
{
    public required RunSettings Settings { get; init; }

    public string? Label { get; init; }

    public string? LibtorchFolder { get; init; }

    /// <summary>Interpreter the user named; null for the usual one.</summary>
    public string? Python { get; init; }

    /// <summary>The user's own language model; null for the synthetic ones.</summary>
    public LlmModel? Model { get; init; }

    public OutputFormat Format { get; init; }
}
