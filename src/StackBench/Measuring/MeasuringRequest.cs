using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Workloads.Llm;

namespace StackBench.Measuring;

/// <summary>What the user asked of a verb that measures, parsed.</summary>
internal sealed record MeasuringRequest
{
    public required RunSettings Settings { get; init; }

    /// <summary>Patterns of names of workloads (<see cref="WorkloadFilter"/>); empty for all.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    public string? Label { get; init; }

    public string? LibtorchFolder { get; init; }

    /// <summary>Interpreter the user named; null for the usual one.</summary>
    public string? Python { get; init; }

    /// <summary>The user's own language model; null for the synthetic ones.</summary>
    public LlmModel? Model { get; init; }

    /// <summary>Load of the user's on a server; null for the usual ones.</summary>
    public ServingSetup? Serving { get; init; }

    /// <summary>What is measured once more; null for a run of its own.</summary>
    public Confirmation? Confirmation { get; init; }

    /// <summary>What shows the run while it is measured; null for plain lines.</summary>
    public string? Interface { get; init; }

    /// <summary>Kept with the run: a screen that is drawn may disturb what is measured, and a chosen part is not the whole.</summary>
    public IEnumerable<FingerprintFact> Facts =>
    [
        .. Interface is null ? [] : (FingerprintFact[])[new FingerprintFact("tool.interface", Interface, FactRole.Noise)],
        .. Only.IsEmpty ? [] : (FingerprintFact[])[OnlyFact.Of(Only)],
    ];

    public const string FullScreen = "tui";
}
