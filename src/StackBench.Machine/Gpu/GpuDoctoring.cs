using System.Collections.Immutable;
using StackBench.Machine.Files;

namespace StackBench.Machine.Gpu;

/// <summary>What the doctor looks at in a vendor's own way; what is null is not checked.</summary>
internal sealed record GpuDoctoring
{
    /// <summary>Kernel module of the devices; null where opening them is not tried.</summary>
    public string? DriverModule { get; init; }

    /// <summary>Options that pass the devices into a container.</summary>
    public string ContainerOptions { get; init; } = "";

    /// <summary>Device files whose users compute, by what their paths start with.</summary>
    public ImmutableArray<string> ComputeDevices { get; init; } = [];

    /// <summary>Device files beside the render nodes that show a use of the GPU.</summary>
    public ImmutableArray<string> OtherDevices { get; init; } = [];

    /// <summary>Folder with an entry for each process that computes, named by its id.</summary>
    public string? ComputeProcesses { get; init; }

    /// <summary>Error counts from the folder of a device.</summary>
    public Func<SystemTree, string, ImmutableArray<GpuErrorCount>>? Errors { get; init; }

    /// <summary>What to do about errors.</summary>
    public string ErrorRemedy { get; init; } = "";

    /// <summary>Default power limit in watts, from the folder of a device.</summary>
    public Func<SystemTree, string, Fact<double>>? DefaultPowerLimit { get; init; }

    /// <summary>How to go back to the default.</summary>
    public string PowerLimitRemedy { get; init; } = "";

    /// <summary>The link to the slot as the driver lists it, from the folder of a device; null where it does not.</summary>
    public Func<SystemTree, string, PcieLink?>? SlotLink { get; init; }

    /// <summary>Whether the device's own end of the link speaks of the slot and not of a switch on the board.</summary>
    public bool IsEndpointAtSlot { get; init; }

    /// <summary>Libraries of the Vulkan drivers that know devices of the maker, by what people call each.</summary>
    public ImmutableArray<(string Library, string Name)> VulkanDrivers { get; init; } = [];

    /// <summary>Whether one of them drives a device; there are none for those made to compute alone.</summary>
    public Func<GpuFacts, bool> HasVulkan { get; init; } = _ => true;

    /// <summary>What to do where none of them is there.</summary>
    public string VulkanRemedy { get; init; } = "";

    /// <summary>What to do where CUDA's driver is missing; null for makers that have none.</summary>
    public string? CudaRemedy { get; init; }

    /// <summary>Library of the maker's OpenCL driver; null where its absence is not looked for.</summary>
    public string? OpenClDriver { get; init; }

    /// <summary>Whether the compute stack is installed that the OpenCL driver belongs to.</summary>
    public Func<SystemTree, bool> HasComputeStack { get; init; } = _ => false;

    /// <summary>How to install the OpenCL driver.</summary>
    public string OpenClRemedy { get; init; } = "";

    /// <summary>Whether devices can be divided.</summary>
    public bool IsDivisible { get; init; } = true;

    /// <summary>The command that makes a device whole again.</summary>
    public string? UndivideCommand { get; init; }
}
