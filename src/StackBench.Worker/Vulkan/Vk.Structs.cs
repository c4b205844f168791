namespace StackBench.Worker.Vulkan;

/// <content>
/// Structs of objects and commands by the names of <c>vulkan.h</c> without <c>Vk</c>, fields by theirs.
/// </content>
internal static unsafe partial class Vk
{
    public struct ApplicationInfo
    {
        public StructureType SType;
        public void* PNext;
        public byte* PApplicationName;
        public uint ApplicationVersion;
        public byte* PEngineName;
        public uint EngineVersion;
        public uint ApiVersion;
    }

    public struct InstanceCreateInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
        public ApplicationInfo* PApplicationInfo;
        public uint EnabledLayerCount;
        public byte** PpEnabledLayerNames;
        public uint EnabledExtensionCount;
        public byte** PpEnabledExtensionNames;
    }

    public struct ExtensionProperties
    {
        public fixed byte ExtensionName[256];
        public uint SpecVersion;
    }

    public struct QueueFamilyProperties
    {
        public uint QueueFlags;
        public uint QueueCount;
        public uint TimestampValidBits;
        public fixed uint MinImageTransferGranularity[3];
    }

    public struct DeviceQueueCreateInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
        public uint QueueFamilyIndex;
        public uint QueueCount;
        public float* PQueuePriorities;
    }

    public struct DeviceCreateInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
        public uint QueueCreateInfoCount;
        public DeviceQueueCreateInfo* PQueueCreateInfos;
        public uint EnabledLayerCount;
        public byte** PpEnabledLayerNames;
        public uint EnabledExtensionCount;
        public byte** PpEnabledExtensionNames;
        public void* PEnabledFeatures;
    }

    public struct BufferCreateInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
        public ulong Size;
        public uint Usage;
        public uint SharingMode;
        public uint QueueFamilyIndexCount;
        public uint* PQueueFamilyIndices;
    }

    public struct MemoryRequirements
    {
        public ulong Size;
        public ulong Alignment;
        public uint MemoryTypeBits;
    }

    public struct MemoryAllocateInfo
    {
        public StructureType SType;
        public void* PNext;
        public ulong AllocationSize;
        public uint MemoryTypeIndex;
    }

    public struct MemoryAllocateFlagsInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
        public uint DeviceMask;
    }

    public struct BufferDeviceAddressInfo
    {
        public StructureType SType;
        public void* PNext;
        public ulong Buffer;
    }

    public struct ShaderModuleCreateInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
        public nuint CodeSize;
        public uint* PCode;
    }

    public struct PushConstantRange
    {
        public uint StageFlags;
        public uint Offset;
        public uint Size;
    }

    public struct PipelineLayoutCreateInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
        public uint SetLayoutCount;
        public ulong* PSetLayouts;
        public uint PushConstantRangeCount;
        public PushConstantRange* PPushConstantRanges;
    }

    public struct PipelineShaderStageCreateInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
        public uint Stage;
        public ulong Module;
        public byte* PName;
        public void* PSpecializationInfo;
    }

    public struct PipelineShaderStageRequiredSubgroupSizeCreateInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint RequiredSubgroupSize;
    }

    public struct ComputePipelineCreateInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
        public PipelineShaderStageCreateInfo Stage;
        public ulong Layout;
        public ulong BasePipelineHandle;
        public int BasePipelineIndex;
    }

    public struct CommandPoolCreateInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
        public uint QueueFamilyIndex;
    }

    public struct CommandBufferAllocateInfo
    {
        public StructureType SType;
        public void* PNext;
        public ulong CommandPool;
        public uint Level;
        public uint CommandBufferCount;
    }

    public struct CommandBufferBeginInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
        public void* PInheritanceInfo;
    }

    public struct MemoryBarrier
    {
        public StructureType SType;
        public void* PNext;
        public uint SrcAccessMask;
        public uint DstAccessMask;
    }

    public struct BufferCopy
    {
        public ulong SrcOffset;
        public ulong DstOffset;
        public ulong Size;
    }

    public struct QueryPoolCreateInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
        public uint QueryType;
        public uint QueryCount;
        public uint PipelineStatistics;
    }

    public struct FenceCreateInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint Flags;
    }

    public struct SubmitInfo
    {
        public StructureType SType;
        public void* PNext;
        public uint WaitSemaphoreCount;
        public ulong* PWaitSemaphores;
        public uint* PWaitDstStageMask;
        public uint CommandBufferCount;
        public nint* PCommandBuffers;
        public uint SignalSemaphoreCount;
        public ulong* PSignalSemaphores;
    }

    public struct PipelineExecutableInfoKHR
    {
        public StructureType SType;
        public void* PNext;
        public ulong Pipeline;
        public uint ExecutableIndex;
    }

    public struct PipelineExecutableInternalRepresentationKHR
    {
        public StructureType SType;
        public void* PNext;
        public fixed byte Name[256];
        public fixed byte Description[256];
        public uint IsText;
        public nuint DataSize;
        public void* PData;
    }
}
