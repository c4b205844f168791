using System.Runtime.InteropServices;

namespace StackBench.Worker.Vulkan;

/// <content>
/// Properties and features of devices. Of the large structs only what is read has a field, at its offset; a test compares sizes and offsets
/// with those of <c>vulkan.h</c>.
/// </content>
internal static unsafe partial class Vk
{
    public struct CooperativeMatrixPropertiesKHR
    {
        public StructureType SType;
        public void* PNext;
        public uint MSize;
        public uint NSize;
        public uint KSize;
        public uint AType;
        public uint BType;
        public uint CType;
        public uint ResultType;
        public uint SaturatingAccumulation;
        public uint Scope;
    }

    public struct MemoryType
    {
        public uint PropertyFlags;
        public uint HeapIndex;
    }

    public struct MemoryHeap
    {
        public ulong Size;
        public uint Flags;
    }

    [StructLayout(LayoutKind.Explicit, Size = 536)]
    public struct PhysicalDeviceMemoryProperties2
    {
        [FieldOffset(0)] public StructureType SType;
        [FieldOffset(8)] public void* PNext;
        [FieldOffset(16)] public uint MemoryTypeCount;
        [FieldOffset(20)] public fixed uint MemoryTypes[2 * 32];
        [FieldOffset(276)] public uint MemoryHeapCount;
        [FieldOffset(280)] public fixed ulong MemoryHeaps[2 * 16];
    }

    public struct PhysicalDeviceMemoryBudgetPropertiesEXT
    {
        public StructureType SType;
        public void* PNext;
        public fixed ulong HeapBudget[16];
        public fixed ulong HeapUsage[16];
    }

    /// <summary>Fields beyond the type and the pointer are those of <c>properties</c> and <c>properties.limits</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 840)]
    public struct PhysicalDeviceProperties2
    {
        [FieldOffset(0)] public StructureType SType;
        [FieldOffset(8)] public void* PNext;
        [FieldOffset(16)] public uint ApiVersion;
        [FieldOffset(24)] public uint VendorID;
        [FieldOffset(28)] public uint DeviceID;
        [FieldOffset(32)] public uint DeviceType;
        [FieldOffset(36)] public fixed byte DeviceName[256];
        [FieldOffset(736)] public float TimestampPeriod;
    }

    [StructLayout(LayoutKind.Explicit, Size = 112)]
    public struct PhysicalDeviceVulkan11Properties
    {
        [FieldOffset(0)] public StructureType SType;
        [FieldOffset(8)] public void* PNext;
        [FieldOffset(16)] public fixed byte DeviceUUID[16];
        [FieldOffset(64)] public uint SubgroupSize;
        [FieldOffset(104)] public ulong MaxMemoryAllocationSize;
    }

    [StructLayout(LayoutKind.Explicit, Size = 736)]
    public struct PhysicalDeviceVulkan12Properties
    {
        [FieldOffset(0)] public StructureType SType;
        [FieldOffset(8)] public void* PNext;
        [FieldOffset(16)] public uint DriverID;
        [FieldOffset(20)] public fixed byte DriverName[256];
        [FieldOffset(276)] public fixed byte DriverInfo[256];
    }

    [StructLayout(LayoutKind.Explicit, Size = 216)]
    public struct PhysicalDeviceVulkan13Properties
    {
        [FieldOffset(0)] public StructureType SType;
        [FieldOffset(8)] public void* PNext;
        [FieldOffset(16)] public uint MinSubgroupSize;
        [FieldOffset(20)] public uint MaxSubgroupSize;
        [FieldOffset(28)] public uint RequiredSubgroupSizeStages;
        [FieldOffset(72)] public uint IntegerDotProduct4x8BitPackedSignedAccelerated;
        [FieldOffset(208)] public ulong MaxBufferSize;
    }

    public struct PhysicalDevicePCIBusInfoPropertiesEXT
    {
        public StructureType SType;
        public void* PNext;
        public uint PciDomain;
        public uint PciBus;
        public uint PciDevice;
        public uint PciFunction;
    }

    [StructLayout(LayoutKind.Explicit, Size = 72)]
    public struct PhysicalDeviceShaderCorePropertiesAMD
    {
        [FieldOffset(0)] public StructureType SType;
        [FieldOffset(8)] public void* PNext;
        [FieldOffset(16)] public uint ShaderEngineCount;
        [FieldOffset(20)] public uint ShaderArraysPerEngineCount;
        [FieldOffset(24)] public uint ComputeUnitsPerShaderArray;
    }

    public struct PhysicalDeviceShaderSMBuiltinsPropertiesNV
    {
        public StructureType SType;
        public void* PNext;
        public uint ShaderSMCount;
        public uint ShaderWarpsPerSM;
    }

    /// <summary>Fields beyond the type and the pointer are those of <c>features</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 240)]
    public struct PhysicalDeviceFeatures2
    {
        [FieldOffset(0)] public StructureType SType;
        [FieldOffset(8)] public void* PNext;
        [FieldOffset(172)] public uint ShaderFloat64;
    }

    [StructLayout(LayoutKind.Explicit, Size = 64)]
    public struct PhysicalDeviceVulkan11Features
    {
        [FieldOffset(0)] public StructureType SType;
        [FieldOffset(8)] public void* PNext;
        [FieldOffset(16)] public uint StorageBuffer16BitAccess;
    }

    [StructLayout(LayoutKind.Explicit, Size = 208)]
    public struct PhysicalDeviceVulkan12Features
    {
        [FieldOffset(0)] public StructureType SType;
        [FieldOffset(8)] public void* PNext;
        [FieldOffset(24)] public uint StorageBuffer8BitAccess;
        [FieldOffset(44)] public uint ShaderFloat16;
        [FieldOffset(48)] public uint ShaderInt8;
        [FieldOffset(168)] public uint BufferDeviceAddress;
        [FieldOffset(180)] public uint VulkanMemoryModel;
    }

    [StructLayout(LayoutKind.Explicit, Size = 80)]
    public struct PhysicalDeviceVulkan13Features
    {
        [FieldOffset(0)] public StructureType SType;
        [FieldOffset(8)] public void* PNext;
        [FieldOffset(44)] public uint SubgroupSizeControl;
        [FieldOffset(48)] public uint ComputeFullSubgroups;
        [FieldOffset(68)] public uint ShaderIntegerDotProduct;
    }

    public struct PhysicalDeviceCooperativeMatrixFeaturesKHR
    {
        public StructureType SType;
        public void* PNext;
        public uint CooperativeMatrix;
        public uint CooperativeMatrixRobustBufferAccess;
    }

    public struct PhysicalDeviceShaderBfloat16FeaturesKHR
    {
        public StructureType SType;
        public void* PNext;
        public uint ShaderBFloat16Type;
        public uint ShaderBFloat16DotProduct;
        public uint ShaderBFloat16CooperativeMatrix;
    }

    public struct PhysicalDeviceShaderFloat8FeaturesEXT
    {
        public StructureType SType;
        public void* PNext;
        public uint ShaderFloat8;
        public uint ShaderFloat8CooperativeMatrix;
    }

    public struct PhysicalDevicePipelineExecutablePropertiesFeaturesKHR
    {
        public StructureType SType;
        public void* PNext;
        public uint PipelineExecutableInfo;
    }
}
