using System.Collections.Immutable;
using System.Runtime.InteropServices;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.OpenCl;

/// <summary>
/// The loader and, behind it, the drivers. It is opened in this process alone: a driver that crashes takes no other with it.
/// </summary>
internal static unsafe class OpenClPlatforms
{
    private const string Remedy =
        "install ocl-icd-libopencl1 and the driver of your GPU: rocm-opencl-runtime for AMD, intel-opencl-icd for Intel; NVIDIA's has its "
        + "own";

    /// <summary>For drivers that are there and have no device for this process.</summary>
    public const string AccessRemedy = "install or update the driver of your GPU; check that you may use /dev/dri and /dev/kfd";

    /// <summary>Devices as the drivers list them.</summary>
    /// <exception cref="UnsupportedException">There is no loader, or no driver.</exception>
    public static ImmutableArray<OpenClDeviceInfo> Devices()
    {
        if (!OperatingSystem.IsLinux()) throw new UnsupportedException("the engine opencl runs on Linux only");
        if (!NativeLibrary.TryLoad(Cl.Library, out _))
            throw new UnsupportedException($"the OpenCL loader {Cl.Library} is not installed", Remedy);
        var result = Cl.clGetPlatformIDs(0, null, out var count);
        if (result == Cl.CL_PLATFORM_NOT_FOUND_KHR || (result == 0 && count == 0))
            throw new UnsupportedException("no OpenCL driver is installed, or none starts", Remedy);
        ClError.Require(result, nameof(Cl.clGetPlatformIDs));
        var platforms = new nint[count];
        fixed (nint* first = platforms)
            ClError.Require(Cl.clGetPlatformIDs(count, first, out count), nameof(Cl.clGetPlatformIDs));
        return [.. platforms.Take((int)count).SelectMany(Devices)];
    }

    // A platform whose devices cannot be listed has none.
    private static IEnumerable<OpenClDeviceInfo> Devices(nint platform)
    {
        var name = OpenClDeviceReader.PlatformName(platform);
        return Handles(platform).Where(OpenClDeviceReader.IsUsable).Select(handle => OpenClDeviceReader.Read(platform, name, handle));
    }

    private static nint[] Handles(nint platform)
    {
        if (Cl.clGetDeviceIDs(platform, Cl.CL_DEVICE_TYPE_ALL, 0, null, out var count) != 0) return [];
        var handles = new nint[count];
        fixed (nint* first = handles)
            return Cl.clGetDeviceIDs(platform, Cl.CL_DEVICE_TYPE_ALL, count, first, out count) == 0 ? [.. handles.Take((int)count)] : [];
    }
}
