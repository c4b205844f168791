using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Cuda;

/// <summary>
/// Opens the driver and lists its devices. It is opened in this process alone: a driver that crashes takes no other with it.
/// </summary>
internal static unsafe class CudaDevices
{
    private const int LongestName = 256, PciLength = 32, UuidBytes = 16;

    private const string Remedy = "install NVIDIA's driver with libcuda1; start a container with --gpus all and the capability 'compute'";

    /// <exception cref="UnsupportedException">There is no driver, it does not start, or it has no device.</exception>
    public static ImmutableArray<CudaDeviceInfo> List()
    {
        if (!OperatingSystem.IsLinux()) throw new UnsupportedException("the engine cuda runs on Linux only");
        if (!NativeLibrary.TryLoad(Cu.Library, out _))
            throw new UnsupportedException($"NVIDIA's driver library {Cu.Library} is not installed", Remedy);
        RequireStarted(Cu.cuInit(0));
        CudaError.Require(Cu.cuDriverGetVersion(out var version), nameof(Cu.cuDriverGetVersion));
        if (version < CudaVersion.Least)
            throw new UnsupportedException(
                $"the driver supports CUDA {CudaVersion.Text(version)}; this engine needs CUDA "
                    + CudaVersion.Text(CudaVersion.Least),
                "install a newer driver");
        CudaError.Require(Cu.cuDeviceGetCount(out var count), nameof(Cu.cuDeviceGetCount));
        if (count == 0) throw NoDevice(Cu.CUDA_ERROR_NO_DEVICE);
        return [.. Enumerable.Range(0, count).Select(ordinal => Read(ordinal, version))];
    }

    private static void RequireStarted(int code)
    {
        if (code == Cu.CUDA_SUCCESS) return;
        throw code switch
        {
            Cu.CUDA_ERROR_NO_DEVICE => NoDevice(code),
            Cu.CUDA_ERROR_SYSTEM_NOT_READY => NotStarted(
                code, "start the fabric manager (nvidia-fabricmanager), and wait until it is ready"),
            Cu.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH => NotStarted(
                code, "libcuda and the kernel module have different versions: reload the module, or restart the machine"),
            Cu.CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE => NotStarted(
                code, "this GPU does not run CUDA's compatibility package: remove cuda-compat, or update the driver"),
            _ => NotStarted(code, "look at dmesg and nvidia-smi; check that you may use /dev/nvidia*"),
        };
    }

    private static UnsupportedException NoDevice(int code) => new(
        $"NVIDIA's driver finds no GPU ({CudaError.Name(code)})",
        "check CUDA_VISIBLE_DEVICES and that you may use /dev/nvidia*; start a container with --gpus all");

    private static UnsupportedException NotStarted(int code, string remedy) =>
        new($"NVIDIA's driver does not start ({CudaError.Name(code)})", remedy);

    private static CudaDeviceInfo Read(int ordinal, int version)
    {
        CudaError.Require(Cu.cuDeviceGet(out var device, ordinal), nameof(Cu.cuDeviceGet));
        CudaError.Require(Cu.cuDeviceTotalMem_v2(out var bytes, device), nameof(Cu.cuDeviceTotalMem_v2));
        return new CudaDeviceInfo
        {
            Handle = device,
            Name = NameOf(device),
            DriverVersion = version,
            Pci = PciOf(device),
            Uuid = UuidOf(device),
            MemoryBytes = (long)Math.Min(bytes, long.MaxValue),
            Multiprocessors = Number(device, Cu.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
            Capability = (Number(device, Cu.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR) * 10)
                + Number(device, Cu.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
            IsIntegrated = Number(device, Cu.CU_DEVICE_ATTRIBUTE_INTEGRATED) != 0,
            CopyEngines = Number(device, Cu.CU_DEVICE_ATTRIBUTE_ASYNC_ENGINE_COUNT),
        };
    }

    // A driver that does not answer has said nothing.
    private static int Number(int device, int attribute) => Cu.cuDeviceGetAttribute(out var value, attribute, device) == 0 ? value : 0;

    private static string NameOf(int device)
    {
        var text = new byte[LongestName];
        fixed (byte* first = text)
            return Cu.cuDeviceGetName(first, LongestName, device) == 0 && Text(text) is { Length: > 0 } name ? name : "NVIDIA GPU";
    }

    private static string? PciOf(int device)
    {
        var text = new byte[PciLength];
        fixed (byte* first = text)
            return Cu.cuDeviceGetPCIBusId(first, PciLength, device) == 0 ? Text(text).ToLowerInvariant() : null;
    }

    private static string? UuidOf(int device)
    {
        var uuid = stackalloc byte[UuidBytes];
        var result = Cu.Has(nameof(Cu.cuDeviceGetUuid_v2)) ? Cu.cuDeviceGetUuid_v2(uuid, device) : Cu.cuDeviceGetUuid(uuid, device);
        return result == 0 ? Convert.ToHexStringLower(new ReadOnlySpan<byte>(uuid, UuidBytes)) : null;
    }

    private static string Text(byte[] text) => Encoding.UTF8.GetString(text.AsSpan(0, Math.Max(0, text.AsSpan().IndexOf((byte)0)))).Trim();
}
