using System.Collections.Immutable;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Nvidia;

/// <summary>NVIDIA: nearly all by the management library NVML, else by <c>nvidia-smi</c>.</summary>
internal static class NvidiaVendor
{
    public const string Id = "nvidia";

    private static readonly ImmutableArray<string> SystemsOnAChip = ["GB10", "Tegra", "Orin", "Xavier", "Thor", "Jetson"];

    public static GpuVendor Record { get; } = new()
    {
        Id = Id,
        Name = "NVIDIA",
        PciId = "10de",
        EngineKind = "cuda",
        // Containers of NVIDIA's set theirs to 'all' or 'void', which hides nothing.
        VisibleDevices = [new("CUDA_VISIBLE_DEVICES"), new("NVIDIA_VISIBLE_DEVICES", "all", "void", "")],
        Variables = ["CUDA_DEVICE_ORDER", "CUDA_DEVICE_MAX_CONNECTIONS", "CUDA_LAUNCH_BLOCKING", "CUDA_MODULE_LOADING",
            "NVIDIA_TF32_OVERRIDE"],
        VariablePrefixes = ["NCCL_", "CUBLAS_", "CUDNN_"],
        AcceleratorsAreGpus = true,
        DriverName = NameByDriver,
        IsDriverNameExact = true,
        IsIntegrated = IsIntegrated,
        Complete = (tree, gpus, _) => tree.IsThisMachine ? AskThisMachine(gpus) : [],
        Telemetry = tree => new NvmlTelemetry(tree),
        Dumps =
        [
            new("nvidia-smi -q", "nvidia-smi -q", text =>
                text.Contains("NVSMI LOG", StringComparison.Ordinal) ? NvidiaSmi.OfText(text) : null)
            {
                Marks = ["NVSMI LOG", "Attached GPUs", "Product Name", "Driver Version"],
            },
            new("nvidia-smi -q -x", "nvidia-smi -q -x", text => NvidiaSmiXml.Find(text) is { } xml ? NvidiaSmi.OfXml(xml) : null)
            {
                Marks = ["<nvidia_smi_log>", "<gpu id=", "<product_name>"],
            },
            new("nvidia-smi --query-gpu", "nvidia-smi --query-gpu=... --format=csv", text =>
                NvidiaSmiCsv.Table(text) is { } table ? NvidiaSmiCsv.Parse(table) : null)
            {
                Marks = ["name, ", "memory.total", "utilization.gpu", "pci.bus_id"],
            },
            new("nvidia-smi -L", "nvidia-smi -L", text => NvidiaSmiList.Recognizes(text) ? NvidiaSmiList.Parse(text) : null)
            {
                Marks = ["GPU 0:", "(UUID: GPU-"],
            },
            new("nvidia-smi", "nvidia-smi", text => NvidiaSmiTable.Recognizes(text) ? NvidiaSmiTable.Parse(text) : null)
            {
                Marks = ["NVIDIA-SMI", "Driver Version:", "Bus-Id", "MiB /"],
            },
            new("deviceQuery", "deviceQuery", text => DeviceQuery.Recognizes(text) ? DeviceQuery.Parse(text) : null)
            {
                Marks = ["CUDA Device Query", "CUDA Capability Major/Minor version number", "Multiprocessors"],
            },
        ],
        Doctoring = new()
        {
            ComputeDevices = ["/dev/nvidia-uvm"],
            IsEndpointAtSlot = true,
            UndivideCommand = "nvidia-smi -mig 0",
            VulkanDrivers = [("libGLX_nvidia.so.0", "NVIDIA"), ("libEGL_nvidia.so.0", "NVIDIA"), ("libvulkan_nouveau.so", "NVK")],
            CudaRemedy = "in a container: add 'compute' to NVIDIA_DRIVER_CAPABILITIES (docker run --gpus all -e "
                + "NVIDIA_DRIVER_CAPABILITIES=all); else install the compute part of the driver (libcuda1)",
            // A container gets only the parts of the driver that it asks for: without 'graphics' CUDA works and Vulkan does not.
            VulkanRemedy = "in a container: add 'graphics' to NVIDIA_DRIVER_CAPABILITIES (docker run -e NVIDIA_DRIVER_CAPABILITIES=all); "
                + "else install the graphics part of the driver (nvidia-vulkan-icd, libnvidia-gl)",
        },
    };

    /// <summary>A system on a chip by its name; a GPU with memory of its own is a card.</summary>
    private static Fact<bool> IsIntegrated(GpuFacts gpu)
    {
        var name = ProductName.Core(gpu.Name.Or(""), Id);
        if (SystemsOnAChip.Any(chip => name.StartsWith(chip, StringComparison.OrdinalIgnoreCase))) return true;
        return gpu.MemoryBytes.IsKnown
            ? false
            : Fact<bool>.Unknown("neither memory of its own nor a name tells a card from a system on a chip");
    }

    /// <summary>The library states half the data rate for every type of memory.</summary>
    public static Fact<double> MemoryBytesPerSecond(Fact<double> clockHertz, Fact<int> busBits) => MemoryRate.Of(clockHertz, busBits, 2);

    private static IEnumerable<GpuFacts> AskThisMachine(ImmutableArray<GpuFacts> found)
    {
        var gpus = NvmlGpus.Read();
        if (gpus.IsEmpty && found.Any(gpu => gpu.Vendor == Id)) gpus = NvidiaSmiCommand.Read();
        return gpus.Select(gpu => found.FirstOrDefault(known => known.PciAddress == gpu.PciAddress) is { } known
            ? gpu with { Driver = known.Driver, Revision = known.Revision, IsIntegrated = gpu.IsIntegrated.Else(() => known.IsIntegrated) }
            : gpu);
    }

    private static Fact<string> NameByDriver(SystemTree tree, PciDevice device)
    {
        var path = $"/proc/driver/nvidia/gpus/{device.Address}/information";
        return tree.Text(path).Then<string>(text =>
            text.Split('\n').Select(line => line.Split(':', 2))
                .FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == "Model") is [_, var model]
                && PlainText.OneLine(model) is { Length: > 0 } name ? name : Fact<string>.Unknown($"{path} tells no model"));
    }

}
