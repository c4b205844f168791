using StackBench.Core.Results;
using StackBench.Terminal;
using StackBench.Workloads.Llm;

namespace StackBench.Measuring;

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

    /// <summary>Load of the user's on a server; null for the usual ones.</summary>
    public ServingSetup? Serving { get; init; }

    public OutputFormat Format { get; init; }

    /// <summary>What shows the run while it is measured; null for plain lines.</summary>
    public string? Interface { get; init; }

    /// <summary>Kept with the run, as a screen that is drawn may disturb what is measured.</summary>
    public IEnumerable<FingerprintFact> InterfaceFacts => Interface is null ? [] : [new FingerprintFact("tool.interface", Interface, FactRole.Noise)];

    public const string FullScreen = "tui";
}
