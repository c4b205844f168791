namespace StackBench.Worker.OpenCl;

/// <content>Numbers of the headers, by their own names, so that a test compares them.</content>
internal static partial class Cl
{
    public const int CL_DEVICE_NOT_FOUND = -1;
    public const int CL_DEVICE_NOT_AVAILABLE = -2;
    public const int CL_MEM_OBJECT_ALLOCATION_FAILURE = -4;
    public const int CL_OUT_OF_RESOURCES = -5;
    public const int CL_OUT_OF_HOST_MEMORY = -6;
    public const int CL_PROFILING_INFO_NOT_AVAILABLE = -7;
    public const int CL_BUILD_PROGRAM_FAILURE = -11;
    public const int CL_INVALID_BUFFER_SIZE = -61;

    /// <summary>No platform is registered with the loader.</summary>
    public const int CL_PLATFORM_NOT_FOUND_KHR = -1001;

    public const uint CL_PLATFORM_NAME = 0x0902;

    public const ulong CL_DEVICE_TYPE_CPU = 1 << 1;
    public const ulong CL_DEVICE_TYPE_GPU = 1 << 2;
    public const ulong CL_DEVICE_TYPE_ALL = 0xFFFFFFFF;

    public const uint CL_DEVICE_TYPE = 0x1000;
    public const uint CL_DEVICE_MAX_COMPUTE_UNITS = 0x1002;
    public const uint CL_DEVICE_MAX_MEM_ALLOC_SIZE = 0x1010;
    public const uint CL_DEVICE_GLOBAL_MEM_SIZE = 0x101F;
    public const uint CL_DEVICE_AVAILABLE = 0x1027;
    public const uint CL_DEVICE_COMPILER_AVAILABLE = 0x1028;
    public const uint CL_DEVICE_NAME = 0x102B;
    public const uint CL_DRIVER_VERSION = 0x102D;
    public const uint CL_DEVICE_VERSION = 0x102F;
    public const uint CL_DEVICE_EXTENSIONS = 0x1030;
    public const uint CL_DEVICE_HOST_UNIFIED_MEMORY = 0x1035;

    public const uint CL_DEVICE_UUID_KHR = 0x106A;
    public const uint CL_DEVICE_INTEGER_DOT_PRODUCT_ACCELERATION_PROPERTIES_4x8BIT_PACKED_KHR = 0x1075;
    public const uint CL_DEVICE_PCI_BUS_INFO_KHR = 0x410F;

    public const uint CL_DEVICE_TOPOLOGY_AMD = 0x4037;
    public const uint CL_DEVICE_BOARD_NAME_AMD = 0x4038;
    public const uint CL_DEVICE_GLOBAL_FREE_MEMORY_AMD = 0x4039;
    public const uint CL_DEVICE_WAVEFRONT_WIDTH_AMD = 0x4043;
    public const uint CL_DEVICE_TOPOLOGY_TYPE_PCIE_AMD = 1;

    public const uint CL_DEVICE_COMPUTE_CAPABILITY_MAJOR_NV = 0x4000;
    public const uint CL_DEVICE_COMPUTE_CAPABILITY_MINOR_NV = 0x4001;
    public const uint CL_DEVICE_WARP_SIZE_NV = 0x4003;

    /// <summary>Of NVIDIA, in no header.</summary>
    public const uint PciBusNv = 0x4008, PciSlotNv = 0x4009, PciDomainNv = 0x400A;

    public const ulong CL_QUEUE_PROFILING_ENABLE = 1 << 1;
    public const ulong CL_MEM_READ_WRITE = 1 << 0;
    public const ulong CL_MEM_ALLOC_HOST_PTR = 1 << 4;
    public const ulong CL_MAP_READ = 1 << 0;
    public const ulong CL_MAP_WRITE = 1 << 1;
    public const uint CL_BUFFER_CREATE_TYPE_REGION = 0x1220;
    public const uint CL_PROGRAM_BUILD_LOG = 0x1183;
    public const uint CL_EVENT_COMMAND_EXECUTION_STATUS = 0x11D3;
    public const uint CL_PROFILING_COMMAND_START = 0x1282;
    public const uint CL_PROFILING_COMMAND_END = 0x1283;
}
