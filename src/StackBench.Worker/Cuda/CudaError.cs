using System.Runtime.InteropServices;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Cuda;

/// <summary>What the functions of CUDA's driver return.</summary>
internal static unsafe class CudaError
{
    private const string BusyRemedy = "close other programs that use the GPU";

    /// <summary>After one of these a context answers nothing but the same error, until its process ends.</summary>
    private static readonly int[] Lasting =
    [
        Cu.CUDA_ERROR_DEINITIALIZED, Cu.CUDA_ERROR_ECC_UNCORRECTABLE, Cu.CUDA_ERROR_NVLINK_UNCORRECTABLE, Cu.CUDA_ERROR_ILLEGAL_ADDRESS,
        Cu.CUDA_ERROR_LAUNCH_TIMEOUT, Cu.CUDA_ERROR_CONTEXT_IS_DESTROYED, Cu.CUDA_ERROR_ASSERT, Cu.CUDA_ERROR_HARDWARE_STACK_ERROR,
        Cu.CUDA_ERROR_ILLEGAL_INSTRUCTION, Cu.CUDA_ERROR_MISALIGNED_ADDRESS, Cu.CUDA_ERROR_INVALID_ADDRESS_SPACE, Cu.CUDA_ERROR_INVALID_PC,
        Cu.CUDA_ERROR_LAUNCH_FAILED, Cu.CUDA_ERROR_MPS_CLIENT_TERMINATED, Cu.CUDA_ERROR_UNKNOWN,
    ];

    /// <summary>Of a PTX text: the device, or the driver, lacks what it needs.</summary>
    private static readonly int[] NotAssembled =
    [
        Cu.CUDA_ERROR_NO_BINARY_FOR_GPU, Cu.CUDA_ERROR_JIT_COMPILER_NOT_FOUND, Cu.CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
        Cu.CUDA_ERROR_JIT_COMPILATION_DISABLED,
    ];

    /// <summary>Whether a device was lost: what it may still use is left to the end of the process, and nothing waits for it.</summary>
    public static bool IsLost { get; private set; }

    /// <summary>
    /// Why a text was not assembled; null for codes that are not about it. Pure. A text that is wrong is an error of this program: which
    /// device and driver take it was asked before.
    /// </summary>
    /// <param name="said">The log of the driver; empty where it says nothing.</param>
    public static Exception? OfText(int code, string kernel, string name, string said)
    {
        var reason = $"the driver cannot assemble the kernel {kernel}: {name}{(said.Length > 0 ? $": {said}" : "")}";
        return code == Cu.CUDA_ERROR_INVALID_PTX ? new InvalidOperationException(reason)
            : NotAssembled.Contains(code) ? new UnsupportedException(reason, "try a newer driver")
            : null;
    }

    /// <summary>The driver's own name: <c>CUDA_ERROR_OUT_OF_MEMORY (2)</c>.</summary>
    public static string Name(int code)
    {
        var known = Cu.cuGetErrorName(code, out var name) == 0 && name is not null ? Marshal.PtrToStringUTF8((nint)name) : null;
        return FormattableString.Invariant($"{known ?? "CUDA error"} ({code})");
    }

    /// <exception cref="DeviceLostException">The device is lost: this process cannot use it any more.</exception>
    /// <exception cref="UnsupportedException">There is not enough memory, or others hold the device.</exception>
    /// <exception cref="InvalidOperationException">Any other error.</exception>
    public static void Require(int code, string function) => Throw(code, function, isWaitedFor: false);

    /// <summary>Of a function that waits for work that was handed over: its errors are those of the work.</summary>
    /// <inheritdoc cref="Require"/>
    public static void RequireDone(int code, string function) => Throw(code, function, isWaitedFor: true);

    /// <summary>What a code means; null for success. Pure.</summary>
    /// <param name="name">Of the code.</param>
    internal static Exception? Of(int code, string function, bool isWaitedFor, string name) => code switch
    {
        Cu.CUDA_SUCCESS => null,
        Cu.CUDA_ERROR_OUT_OF_MEMORY => new UnsupportedException($"{function}: {name}", BusyRemedy),
        // Of registers or shared memory: no other program holds them.
        Cu.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES => new UnsupportedException(
            $"{function}: {name}: a block of this kernel needs more than a multiprocessor has"),
        Cu.CUDA_ERROR_DEVICE_UNAVAILABLE or Cu.CUDA_ERROR_INVALID_DEVICE when function == nameof(Cu.cuDevicePrimaryCtxRetain) =>
            new UnsupportedException(
                $"{function}: the driver denies this program the device ({name})",
                "end the programs that use the GPU, or reset its compute mode (nvidia-smi -c 0)"),
        _ when isWaitedFor || Lasting.Contains(code) => new DeviceLostException(
            $"{function}: the device did not finish its work ({name}): it faulted, was reset, or is gone"),
        _ => new InvalidOperationException($"{function} failed: {name}"),
    };

    private static void Throw(int code, string function, bool isWaitedFor)
    {
        if (code == Cu.CUDA_SUCCESS) return;
        var error = Of(code, function, isWaitedFor, Name(code));
        if (error is DeviceLostException) IsLost = true;
        if (error is not null) throw error;
    }
}
