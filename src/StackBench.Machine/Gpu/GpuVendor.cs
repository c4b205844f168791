using System.Collections.Immutable;
using StackBench.Machine.Files;
using StackBench.Machine.Telemetry;

namespace StackBench.Machine.Gpu;

/// <summary>A maker of GPUs: its names, and how its devices are read. What it leaves out is not read.</summary>
public sealed record GpuVendor
{
    /// <summary>In documents: <c>amd</c>.</summary>
    public required string Id { get; init; }

    /// <summary>For people, and what names of its products may start with: <c>AMD</c>.</summary>
    public required string Name { get; init; }

    /// <summary>PCI vendor id, four digits in lower case: <c>1002</c>.</summary>
    public required string PciId { get; init; }

    /// <summary>Kind of its devices in the worker protocol: <c>hip</c>; null where no engine computes on them.</summary>
    public string? EngineKind { get; init; }

    /// <summary>PyTorch's name of the library by which its GPUs speak to each other.</summary>
    public string CollectiveLibrary { get; init; } = "nccl";

    /// <summary>Variables that choose or hide devices.</summary>
    public ImmutableArray<VisibleDevicesVariable> VisibleDevices { get; init; } = [];

    /// <summary>Names of other variables that change what its libraries do.</summary>
    internal ImmutableArray<string> Variables { get; init; } = [];

    /// <summary>The same by what they start with.</summary>
    internal ImmutableArray<string> VariablePrefixes { get; init; } = [];

    /// <summary>Whether its devices of PCI's class of processing accelerators are GPUs; others' are NPUs.</summary>
    internal bool AcceleratorsAreGpus { get; init; }

    /// <summary>The product's name as the driver tells it.</summary>
    internal Func<SystemTree, PciDevice, Fact<string>> DriverName { get; init; } = (_, _) =>
        Fact<string>.Unknown("the driver tells no name");

    /// <summary>Whether that name is the product's own; boards of other makers have texts that only nearly are.</summary>
    internal bool IsDriverNameExact { get; init; }

    /// <summary>Whether a GPU shares the memory of the CPU, by its ids and its chip, where nothing else tells.</summary>
    internal Func<GpuFacts, Fact<bool>> IsIntegrated { get; init; } = _ =>
        Fact<bool>.Unknown("nothing tells an integrated GPU from a card");

    /// <summary>Adds what the files of a device tell.</summary>
    internal Func<SystemTree, PciDevice, GpuFacts, GpuFacts> Describe { get; init; } = (tree, device, gpu) =>
        gpu with { Link = PcieEndpoint.Read(tree, device.Folder) };

    /// <summary>GPUs as sources beside PCI tell them (a topology, a library): those found so far with more facts, and new ones.</summary>
    internal Func<SystemTree, ImmutableArray<GpuFacts>, GpuNames, IEnumerable<GpuFacts>> Complete { get; init; } = (_, _, _) => [];

    internal Func<SystemTree, IGpuTelemetry> Telemetry { get; init; } = tree =>
        new SysfsTelemetry(tree, (_, _, device) => [SysfsTelemetry.NoFiles(device)]);

    /// <summary>Outputs of its tools that can be read on another machine.</summary>
    internal ImmutableArray<GpuDumpFormat> Dumps { get; init; } = [];

    internal GpuDoctoring Doctoring { get; init; } = new();
}
