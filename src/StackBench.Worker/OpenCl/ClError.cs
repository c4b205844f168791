using StackBench.Protocol.Engines;

namespace StackBench.Worker.OpenCl;

/// <summary>What the functions of OpenCL return.</summary>
internal static class ClError
{
    /// <summary>Names of the codes 0, -1, -2 and on; null for those that are not given out.</summary>
    private static readonly string?[] Names =
    [
        "SUCCESS", "DEVICE_NOT_FOUND", "DEVICE_NOT_AVAILABLE", "COMPILER_NOT_AVAILABLE", "MEM_OBJECT_ALLOCATION_FAILURE",
        "OUT_OF_RESOURCES", "OUT_OF_HOST_MEMORY", "PROFILING_INFO_NOT_AVAILABLE",
        "MEM_COPY_OVERLAP", "IMAGE_FORMAT_MISMATCH", "IMAGE_FORMAT_NOT_SUPPORTED",
        "BUILD_PROGRAM_FAILURE", "MAP_FAILURE", "MISALIGNED_SUB_BUFFER_OFFSET", "EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST",
        "COMPILE_PROGRAM_FAILURE", "LINKER_NOT_AVAILABLE", "LINK_PROGRAM_FAILURE", "DEVICE_PARTITION_FAILED",
        "KERNEL_ARG_INFO_NOT_AVAILABLE",
        null, null, null, null, null, null, null, null, null, null, "INVALID_VALUE", "INVALID_DEVICE_TYPE", "INVALID_PLATFORM",
        "INVALID_DEVICE", "INVALID_CONTEXT", "INVALID_QUEUE_PROPERTIES", "INVALID_COMMAND_QUEUE", "INVALID_HOST_PTR", "INVALID_MEM_OBJECT",
        "INVALID_IMAGE_FORMAT_DESCRIPTOR", "INVALID_IMAGE_SIZE", "INVALID_SAMPLER", "INVALID_BINARY", "INVALID_BUILD_OPTIONS",
        "INVALID_PROGRAM", "INVALID_PROGRAM_EXECUTABLE", "INVALID_KERNEL_NAME", "INVALID_KERNEL_DEFINITION", "INVALID_KERNEL",
        "INVALID_ARG_INDEX", "INVALID_ARG_VALUE", "INVALID_ARG_SIZE", "INVALID_KERNEL_ARGS", "INVALID_WORK_DIMENSION",
        "INVALID_WORK_GROUP_SIZE", "INVALID_WORK_ITEM_SIZE", "INVALID_GLOBAL_OFFSET", "INVALID_EVENT_WAIT_LIST", "INVALID_EVENT",
        "INVALID_OPERATION", "INVALID_GL_OBJECT", "INVALID_BUFFER_SIZE", "INVALID_MIP_LEVEL", "INVALID_GLOBAL_WORK_SIZE",
    ];

    /// <summary>Whether a device was lost: what it may still use is left to the end of the process, and nothing waits for it.</summary>
    public static bool IsLost { get; private set; }

    /// <summary><c>CL_OUT_OF_RESOURCES (-5)</c>; of a code without a name the number alone.</summary>
    public static string Name(int code) => -code is var index && index >= 0 && index < Names.Length && Names[index] is { } name
        ? FormattableString.Invariant($"CL_{name} ({code})")
        : FormattableString.Invariant($"OpenCL error {code}");

    /// <exception cref="DeviceLostException">The device is gone: this process cannot use it any more.</exception>
    /// <exception cref="UnsupportedException">There is not enough memory, or others hold the device.</exception>
    /// <exception cref="InvalidOperationException">Any other error.</exception>
    public static void Require(int code, string function) => Throw(Of(code, function, isHandedOver: false));

    /// <summary>The same for work that was already handed over.</summary>
    /// <inheritdoc cref="Require"/>
    public static void RequireDone(int code, string function) => Throw(Of(code, function, isHandedOver: true));

    /// <summary>Of a further command, or a flush, behind work that was handed over: what it returns may be the end of that work.</summary>
    /// <inheritdoc cref="Require"/>
    public static void RequireNext(int code, string function, int number) =>
        Throw(Of(code, function, isHandedOver: number > 0));

    /// <summary>
    /// What a code means; null for success. Pure. OpenCL has no code for a lost device: a kernel that fails, a reset and a device that is
    /// gone all show up as some error of work that was handed over. Of those only a lack of memory is told apart, for drivers allocate at
    /// first use.
    /// </summary>
    internal static Exception? Of(int code, string function, bool isHandedOver) => code switch
    {
        0 => null,
        Cl.CL_MEM_OBJECT_ALLOCATION_FAILURE => NoMemory(code, function),
        _ when isHandedOver => new DeviceLostException(
            $"{function}: the device did not finish its work ({Name(code)}): reset by the kernel, or gone"),
        Cl.CL_DEVICE_NOT_AVAILABLE when function == nameof(Cl.clCreateContext) => new UnsupportedException(
            $"{function}: the driver does not give the device to this program ({Name(code)})",
            "end the programs that use the GPU, or leave its exclusive mode (nvidia-smi -c 0)"),
        Cl.CL_DEVICE_NOT_AVAILABLE => new DeviceLostException($"{function}: the device is gone ({Name(code)})"),
        Cl.CL_OUT_OF_RESOURCES or Cl.CL_OUT_OF_HOST_MEMORY or Cl.CL_INVALID_BUFFER_SIZE => NoMemory(code, function),
        _ => new InvalidOperationException($"{function} failed: {Name(code)}"),
    };

    private static UnsupportedException NoMemory(int code, string function) =>
        new($"{function}: {Name(code)}", "close other programs that use the GPU");

    private static void Throw(Exception? exception)
    {
        if (exception is DeviceLostException) IsLost = true;
        if (exception is not null) throw exception;
    }
}
