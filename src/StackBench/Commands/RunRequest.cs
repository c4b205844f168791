using StackBench.Core.Results;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>What the user asked of <c>run</c>, parsed.</summary>
internal sealed record RunRequest
{
    public required RunSettings Settings { get; init; }

    public string? Label { get; init; }

    public string? LibtorchFolder { get; init; }

    /// <summary>Interpreter the user named; null for the usual one.</summary>
    public string? Python { get; init; }

    public OutputFormat Format { get; init; }
}
