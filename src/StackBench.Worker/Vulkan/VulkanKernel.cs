using System.Runtime.InteropServices;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Vulkan;

/// <summary>A compute pipeline and, where the driver shows it, its machine code.</summary>
internal sealed unsafe class VulkanKernel : IDeviceKernel
{
    public const uint ComputeStage = 0x20;

    private const uint FullSubgroups = 2, CaptureRepresentations = 0x80;

    private readonly nint _device;
    private readonly nint _representations;

    /// <param name="subgroupSize">Of which the driver is told; 0 to let it choose.</param>
    /// <param name="hasFullSubgroups">Whether the device can promise subgroups without holes.</param>
    /// <param name="showsCode">Whether the driver shows its machine code.</param>
    /// <exception cref="UnsupportedException">The driver does not compile it.</exception>
    public VulkanKernel(nint device, Kernel kernel, int subgroupSize, bool hasFullSubgroups, bool showsCode)
    {
        _device = device;
        ArgumentBytes = (uint)(kernel.Addresses + kernel.Numbers) * sizeof(ulong);
        if (showsCode) _representations = Vk.vkGetDeviceProcAddr(device, "vkGetPipelineExecutableInternalRepresentationsKHR");
        var module = Module(kernel);
        try
        {
            var range = new Vk.PushConstantRange { StageFlags = ComputeStage, Size = ArgumentBytes };
            var layout = new Vk.PipelineLayoutCreateInfo
            {
                SType = StructureType.PipelineLayoutCreateInfo,
                PushConstantRangeCount = ArgumentBytes > 0 ? 1u : 0,
                PPushConstantRanges = ArgumentBytes > 0 ? &range : null,
            };
            VulkanResult.Require(Vk.vkCreatePipelineLayout(device, &layout, 0, out var made), nameof(Vk.vkCreatePipelineLayout));
            Layout = made;
            var size = new Vk.PipelineShaderStageRequiredSubgroupSizeCreateInfo
            {
                SType = StructureType.PipelineShaderStageRequiredSubgroupSizeCreateInfo,
                RequiredSubgroupSize = (uint)subgroupSize,
            };
            fixed (byte* main = "main\0"u8)
            {
                var info = new Vk.ComputePipelineCreateInfo
                {
                    SType = StructureType.ComputePipelineCreateInfo,
                    Flags = _representations != 0 ? CaptureRepresentations : 0,
                    Stage = new Vk.PipelineShaderStageCreateInfo
                    {
                        SType = StructureType.PipelineShaderStageCreateInfo,
                        PNext = subgroupSize > 0 ? &size : null,
                        Flags = hasFullSubgroups && subgroupSize > 0 ? FullSubgroups : 0,
                        Stage = ComputeStage,
                        Module = module,
                        PName = main,
                    },
                    Layout = Layout,
                    BasePipelineIndex = -1,
                };
                ulong pipeline;
                var result = Vk.vkCreateComputePipelines(device, 0, 1, &info, 0, &pipeline);
                if (result == Vk.ErrorDeviceLost) VulkanResult.Require(result, nameof(Vk.vkCreateComputePipelines));
                if (result < 0)
                {
                    Vk.vkDestroyPipelineLayout(device, Layout, 0);
                    throw new UnsupportedException(
                        FormattableString.Invariant($"the driver cannot compile the kernel {kernel.Name} (VkResult {result})"),
                        "try a newer driver");
                }

                Pipeline = pipeline;
            }
        }
        finally
        {
            Vk.vkDestroyShaderModule(device, module, 0);
        }
    }

    public ulong Pipeline { get; }

    public ulong Layout { get; }

    public uint ArgumentBytes { get; }

    public string? Disassembly => _representations == 0 ? null : Representation();

    public void Dispose()
    {
        if (VulkanResult.IsLost) return;
        Vk.vkDestroyPipeline(_device, Pipeline, 0);
        Vk.vkDestroyPipelineLayout(_device, Layout, 0);
    }

    private ulong Module(Kernel kernel)
    {
        fixed (uint* words = kernel.Words)
        {
            var info = new Vk.ShaderModuleCreateInfo
            {
                SType = StructureType.ShaderModuleCreateInfo,
                CodeSize = (nuint)kernel.Words.Length * sizeof(uint),
                PCode = words,
            };
            VulkanResult.Require(Vk.vkCreateShaderModule(_device, &info, 0, out var module), nameof(Vk.vkCreateShaderModule));
            return module;
        }
    }

    /// <summary>The last of the driver's forms of the program that is called assembly; they go from the source to the machine.</summary>
    private string? Representation()
    {
        var get = (delegate* unmanaged<nint, Vk.PipelineExecutableInfoKHR*, uint*, Vk.PipelineExecutableInternalRepresentationKHR*, int>)
            _representations;
        var info = new Vk.PipelineExecutableInfoKHR { SType = StructureType.PipelineExecutableInfoKHR, Pipeline = Pipeline };
        uint count = 0;
        if (get(_device, &info, &count, null) < 0 || count == 0) return null;
        var forms = new Vk.PipelineExecutableInternalRepresentationKHR[count];
        foreach (ref var form in forms.AsSpan()) form.SType = StructureType.PipelineExecutableInternalRepresentationKHR;
        fixed (Vk.PipelineExecutableInternalRepresentationKHR* first = forms)
        {
            get(_device, &info, &count, first);
            var last = -1;
            for (var i = 0; i < count; i++)
                if (first[i].IsText != 0
                    && VulkanInstance.Text(first[i].Name, 256).Contains("assembly", StringComparison.OrdinalIgnoreCase)) last = i;
            if (last < 0) return null;
            // Asked again with room for it, the driver fills in the texts of all forms that have some.
            var text = NativeMemory.AllocZeroed(first[last].DataSize);
            try
            {
                first[last].PData = text;
                get(_device, &info, &count, first);
                return VulkanInstance.Text((byte*)text, (int)first[last].DataSize);
            }
            finally
            {
                NativeMemory.Free(text);
            }
        }
    }
}
