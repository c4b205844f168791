using System.Runtime.InteropServices;

namespace StackBench.Worker.Cuda;

/// <summary>
/// The functions of CUDA's driver that a benchmark needs, by the names they are exported under: those that end in <c>_v2</c> replaced an
/// older one. The numbers are in <c>Cu.Constants.cs</c>.
/// </summary>
internal static unsafe partial class Cu
{
    public const string Library = "libcuda.so.1";

    [LibraryImport(Library)]
    public static partial int cuInit(uint flags);

    [LibraryImport(Library)]
    public static partial int cuDriverGetVersion(out int version);

    [LibraryImport(Library)]
    public static partial int cuGetErrorName(int error, out byte* name);

    [LibraryImport(Library)]
    public static partial int cuDeviceGetCount(out int count);

    [LibraryImport(Library)]
    public static partial int cuDeviceGet(out int device, int ordinal);

    [LibraryImport(Library)]
    public static partial int cuDeviceGetName(byte* name, int length, int device);

    [LibraryImport(Library)]
    public static partial int cuDeviceGetAttribute(out int value, int attribute, int device);

    [LibraryImport(Library)]
    public static partial int cuDeviceTotalMem_v2(out nuint bytes, int device);

    [LibraryImport(Library)]
    public static partial int cuDeviceGetPCIBusId(byte* address, int length, int device);

    [LibraryImport(Library)]
    public static partial int cuDeviceGetUuid(byte* uuid, int device);

    /// <summary>Of a slice its own; since CUDA 11.4.</summary>
    [LibraryImport(Library)]
    public static partial int cuDeviceGetUuid_v2(byte* uuid, int device);

    [LibraryImport(Library)]
    public static partial int cuDeviceCanAccessPeer(out int canAccess, int device, int peer);

    [LibraryImport(Library)]
    public static partial int cuDevicePrimaryCtxRetain(out nint context, int device);

    [LibraryImport(Library)]
    public static partial int cuDevicePrimaryCtxRelease_v2(int device);

    [LibraryImport(Library)]
    public static partial int cuCtxSetCurrent(nint context);

    [LibraryImport(Library)]
    public static partial int cuCtxEnablePeerAccess(nint peer, uint flags);

    [LibraryImport(Library)]
    public static partial int cuCtxDisablePeerAccess(nint peer);

    [LibraryImport(Library)]
    public static partial int cuMemGetInfo_v2(out nuint free, out nuint total);

    [LibraryImport(Library)]
    public static partial int cuMemAlloc_v2(out ulong address, nuint bytes);

    [LibraryImport(Library)]
    public static partial int cuMemFree_v2(ulong address);

    [LibraryImport(Library)]
    public static partial int cuMemHostAlloc(out void* memory, nuint bytes, uint flags);

    [LibraryImport(Library)]
    public static partial int cuMemFreeHost(void* memory);

    /// <summary>From where to where, the addresses say.</summary>
    [LibraryImport(Library)]
    public static partial int cuMemcpyAsync(ulong to, ulong from, nuint bytes, nint stream);

    [LibraryImport(Library)]
    public static partial int cuMemcpyPeerAsync(ulong to, nint toContext, ulong from, nint fromContext, nuint bytes, nint stream);

    [LibraryImport(Library)]
    public static partial int cuStreamCreate(out nint stream, uint flags);

    [LibraryImport(Library)]
    public static partial int cuStreamSynchronize(nint stream);

    [LibraryImport(Library)]
    public static partial int cuStreamDestroy_v2(nint stream);

    [LibraryImport(Library)]
    public static partial int cuEventCreate(out nint created, uint flags);

    [LibraryImport(Library)]
    public static partial int cuEventRecord(nint recorded, nint stream);

    [LibraryImport(Library)]
    public static partial int cuEventElapsedTime(out float milliseconds, nint begin, nint end);

    [LibraryImport(Library)]
    public static partial int cuEventDestroy_v2(nint destroyed);

    [LibraryImport(Library)]
    public static partial int cuModuleLoadDataEx(out nint module, byte* image, uint options, int* names, void** values);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int cuModuleGetFunction(out nint function, nint module, string name);

    [LibraryImport(Library)]
    public static partial int cuModuleUnload(nint module);

    [LibraryImport(Library)]
    public static partial int cuLaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream,
        void** arguments, void** extra);

    [LibraryImport(Library)]
    public static partial int cuStreamBeginCapture_v2(nint stream, int mode);

    [LibraryImport(Library)]
    public static partial int cuStreamEndCapture(nint stream, out nint graph);

    /// <summary>Since CUDA 11.4.</summary>
    [LibraryImport(Library)]
    public static partial int cuGraphInstantiateWithFlags(out nint executable, nint graph, ulong flags);

    [LibraryImport(Library)]
    public static partial int cuGraphLaunch(nint executable, nint stream);

    [LibraryImport(Library)]
    public static partial int cuGraphExecDestroy(nint executable);

    [LibraryImport(Library)]
    public static partial int cuGraphDestroy(nint graph);

    /// <summary>Whether this driver exports a function that older ones do not.</summary>
    public static bool Has(string function) =>
        NativeLibrary.TryLoad(Library, out var library) && NativeLibrary.TryGetExport(library, function, out _);
}
