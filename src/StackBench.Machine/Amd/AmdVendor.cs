using System.Text.Json;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;
using StackBench.Machine.Software;
using StackBench.Machine.Telemetry;

namespace StackBench.Machine.Amd;

/// <summary>AMD: the files of amdgpu and the topology of the compute driver.</summary>
internal static class AmdVendor
{
    public const string Id = "amd";
    public const string PciId = "1002";
    private const string Driver = "amdgpu";

    public static GpuVendor Record { get; } = new()
    {
        Id = Id,
        Name = "AMD",
        PciId = PciId,
        EngineKind = "hip",
        VisibleDevices = [new("ROCR_VISIBLE_DEVICES"), new("HIP_VISIBLE_DEVICES"), new("CUDA_VISIBLE_DEVICES"), new("GPU_DEVICE_ORDINAL")],
        Variables =
        [
            "HIP_LAUNCH_BLOCKING", "AMD_SERIALIZE_KERNEL", "HSA_ENABLE_SDMA", "HSA_ENABLE_INTERRUPT", "HSA_XNACK", "GPU_MAX_HW_QUEUES",
            "FLASH_ATTENTION_TRITON_AMD_ENABLE",
        ],
        VariablePrefixes = ["RCCL_", "MIOPEN_", "ROCBLAS_", "HIPBLASLT_", "HSA_OVERRIDE_GFX_VERSION"],
        AcceleratorsAreGpus = true,
        DriverName = (tree, device) => AmdgpuIds.Find(tree, device).Else(() => tree.Line($"{device.Folder}/product_name")),
        IsIntegrated = AmdChips.IsIntegrated,
        Describe = AmdGpu.Describe,
        Complete = (tree, gpus, names) => KfdGpus.AddTo(tree, gpus, names).Select(gpu => tree.IsThisMachine ? WithAccess(tree, gpu) : gpu),
        Telemetry = tree => new SysfsTelemetry(tree, AmdTelemetry.Open),
        Dumps =
        [
            new("rocm-smi", "rocm-smi --json", Json: json => HasCards(json) ? RocmSmi.OfJson(json) : null)
            {
                Marks = ["\"card0\"", "\"Device ID\"", "\"system\""],
            },
            new("rocm-smi", "rocm-smi -a", text => text.Contains("GPU[", StringComparison.Ordinal) ? RocmSmi.OfText(text) : null)
            {
                Marks = ["GPU[0]", "ROCm System Management Interface", "End of ROCm SMI Log"],
            },
            new("rocm-smi", "rocm-smi --csv", text => RocmSmiCsv.Recognizes(text) ? RocmSmiCsv.Parse(text) : null)
            {
                Marks = ["device,", "card0,"],
            },
            new("amd-smi", "amd-smi static|metric --json", Json: AmdSmi.Read) { Marks = ["\"asic\"", "\"market_name\"", "\"gpu\""] },
            new("amd-smi", "amd-smi static|metric", text => AmdSmiText.Recognizes(text) ? AmdSmiText.Parse(text) : null)
            {
                Marks = ["GPU: 0", "ASIC:", "MARKET_NAME:"],
            },
            new("amdgpu_top", "amdgpu_top --dump --json", Json: AmdgpuTop.Read) { Marks = ["\"DeviceName\"", "\"GPU Type\""] },
            new("rocminfo", "rocminfo", text => Rocminfo.Recognizes(text) ? Rocminfo.Parse(text) : null)
            {
                Marks = ["HSA Agents", "Marketing Name:", "Agent "],
            },
            new("rocprof sysinfo", null, text =>
                text.Split('\n', 2)[0].Contains("gpu_arch", StringComparison.Ordinal) ? RocprofSysinfo.Parse(text) : null),
        ],
        Doctoring = new()
        {
            DriverModule = Driver,
            ContainerOptions = "--device /dev/kfd --device /dev/dri",
            OtherDevices = ["/dev/kfd"],
            ComputeProcesses = "/sys/class/kfd/kfd/proc",
            Errors = RasCounters.Read,
            ErrorRemedy = "see dmesg for amdgpu RAS messages; have the board checked when the count grows",
            DefaultPowerLimit = (tree, folder) => Hwmon.Find(tree, folder) is { } sensors
                ? sensors.Read("power1_cap_default", 1e-6)
                : Fact<double>.Unknown("the device has no sensors"),
            PowerLimitRemedy = "sudo rocm-smi --resetpoweroverdrive, or write the default to power1_cap",
            SlotLink = DpmLevel.SlotLink,
            VulkanDrivers = [("libvulkan_radeon.so", "RADV"), ("amdvlk64.so", "AMDVLK")],
            HasVulkan = gpu => !AmdChips.IsWithoutGraphics(gpu),
            VulkanRemedy = "sudo apt install mesa-vulkan-drivers (vulkan-radeon or mesa-vulkan-drivers elsewhere)",
            OpenClDriver = "libamdocl64.so",
            HasComputeStack = tree => ReleaseReader.Rocm(tree).Default.IsKnown,
            OpenClRemedy = "sudo apt install rocm-opencl-runtime, from AMD's repository of this ROCm",
            UndivideCommand = "sudo amd-smi set --compute-partition SPX --memory-partition NPS1",
        },
    };

    private static GpuFacts WithAccess(SystemTree tree, GpuFacts gpu)
    {
        if (gpu.Vendor != Id || gpu.Driver.Or("") != Driver) return gpu;
        var access = DeviceAccess.Check(tree, "/dev/kfd");
        if (access.Barrier == GpuBarrier.None) access = DeviceAccess.CheckRenderNode(tree, gpu.PciAddress);
        return gpu with { Access = access.Text, Barrier = access.Barrier };
    }

    private static bool HasCards(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
            && json.EnumerateObject().Any(property => property.Name.StartsWith("card", StringComparison.Ordinal));
}
