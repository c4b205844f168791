namespace StackBench.Worker.Cuda;

/// <content>Numbers of <c>cuda.h</c>, by their own names, so that a test compares them.</content>
internal static partial class Cu
{
    public const int CUDA_SUCCESS = 0;
    public const int CUDA_ERROR_OUT_OF_MEMORY = 2;
    public const int CUDA_ERROR_DEINITIALIZED = 4;
    public const int CUDA_ERROR_DEVICE_UNAVAILABLE = 46;
    public const int CUDA_ERROR_NO_DEVICE = 100;
    public const int CUDA_ERROR_INVALID_DEVICE = 101;
    public const int CUDA_ERROR_NO_BINARY_FOR_GPU = 209;
    public const int CUDA_ERROR_ECC_UNCORRECTABLE = 214;
    public const int CUDA_ERROR_PEER_ACCESS_UNSUPPORTED = 217;
    public const int CUDA_ERROR_INVALID_PTX = 218;
    public const int CUDA_ERROR_NVLINK_UNCORRECTABLE = 220;
    public const int CUDA_ERROR_JIT_COMPILER_NOT_FOUND = 221;
    public const int CUDA_ERROR_UNSUPPORTED_PTX_VERSION = 222;
    public const int CUDA_ERROR_JIT_COMPILATION_DISABLED = 223;
    public const int CUDA_ERROR_ILLEGAL_ADDRESS = 700;
    public const int CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES = 701;
    public const int CUDA_ERROR_LAUNCH_TIMEOUT = 702;
    public const int CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED = 704;
    public const int CUDA_ERROR_CONTEXT_IS_DESTROYED = 709;
    public const int CUDA_ERROR_ASSERT = 710;
    public const int CUDA_ERROR_TOO_MANY_PEERS = 711;
    public const int CUDA_ERROR_HARDWARE_STACK_ERROR = 714;
    public const int CUDA_ERROR_ILLEGAL_INSTRUCTION = 715;
    public const int CUDA_ERROR_MISALIGNED_ADDRESS = 716;
    public const int CUDA_ERROR_INVALID_ADDRESS_SPACE = 717;
    public const int CUDA_ERROR_INVALID_PC = 718;
    public const int CUDA_ERROR_LAUNCH_FAILED = 719;
    public const int CUDA_ERROR_SYSTEM_NOT_READY = 802;
    public const int CUDA_ERROR_SYSTEM_DRIVER_MISMATCH = 803;
    public const int CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE = 804;
    public const int CUDA_ERROR_MPS_CLIENT_TERMINATED = 810;
    public const int CUDA_ERROR_UNKNOWN = 999;

    public const int CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT = 16;
    public const int CU_DEVICE_ATTRIBUTE_INTEGRATED = 18;
    public const int CU_DEVICE_ATTRIBUTE_ASYNC_ENGINE_COUNT = 40;
    public const int CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR = 75;
    public const int CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR = 76;

    public const uint CU_STREAM_NON_BLOCKING = 1;
    public const uint CU_EVENT_DEFAULT = 0;
    public const int CU_STREAM_CAPTURE_MODE_THREAD_LOCAL = 1;

    public const int CU_JIT_ERROR_LOG_BUFFER = 5;
    public const int CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES = 6;

    /// <summary>Memory of the host that the copy engines of every device reach.</summary>
    public const uint CU_MEMHOSTALLOC_PORTABLE = 1;
}
