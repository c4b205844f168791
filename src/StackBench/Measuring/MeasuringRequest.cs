using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Workloads.Llm;
using StackBench.Workloads.Onnx;

namespace StackBench.Measuring;

/// <summary>What the user asked of a verb that measures, parsed.</summary>
internal sealed record MeasuringRequest
{
    public required RunSettings Settings { get; init; }

    /// <summary>Patterns of names of workloads (<see cref="WorkloadFilter"/>); empty for all.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    /// <summary>
    /// Patterns of workloads to measure in this order, of which a budget leaves out the last ones; empty for the usual order.
    /// </summary>
    public ImmutableArray<string> Must { get; init; } = [];

    /// <summary>File that is the only place of the run; null for the store.</summary>
    public string? Document { get; init; }

    public string? Label { get; init; }

    /// <summary>Name of this machine; null for what Slurm, Kubernetes or the host calls it.</summary>
    public string? Node { get; init; }

    public string? LibtorchFolder { get; init; }

    public string? OnnxruntimeFolder { get; init; }

    /// <summary>Interpreter the user named; null for the usual one.</summary>
    public string? Python { get; init; }

    /// <summary>The user's own language model; null for the synthetic ones.</summary>
    public LlmModel? Model { get; init; }

    /// <summary>The user's own ONNX model; null for the networks that come along.</summary>
    public OnnxModel? OnnxModel { get; init; }

    /// <summary>Execution provider of ONNX Runtime; null for the CPU's.</summary>
    public string? Provider { get; init; }

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
        .. Node is null ? [] : (FingerprintFact[])[new FingerprintFact(NodeName.Fact, Node, FactRole.Noise)],
        .. Only.IsEmpty && Must.IsEmpty ? [] : (FingerprintFact[])[OnlyFact.Of(Must.IsEmpty ? Only : Must)],
    ];

    public const string FullScreen = "tui";
}
