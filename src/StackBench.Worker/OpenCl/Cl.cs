using System.Runtime.InteropServices;

namespace StackBench.Worker.OpenCl;

/// <summary>The functions of OpenCL 1.2 that a benchmark needs, by their own names; the numbers are in <c>Cl.Constants.cs</c>.</summary>
internal static unsafe partial class Cl
{
    public const string Library = "libOpenCL.so.1";

    [LibraryImport(Library)]
    public static partial int clGetPlatformIDs(uint entries, nint* platforms, out uint count);

    [LibraryImport(Library)]
    public static partial int clGetPlatformInfo(nint platform, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    public static partial int clGetDeviceIDs(nint platform, ulong type, uint entries, nint* devices, out uint count);

    [LibraryImport(Library)]
    public static partial int clGetDeviceInfo(nint device, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    public static partial nint clCreateContext(
        nint* properties, uint count, nint* devices, nint notify, nint user, out int error);

    [LibraryImport(Library)]
    public static partial int clReleaseContext(nint context);

    [LibraryImport(Library)]
    public static partial nint clCreateCommandQueue(nint context, nint device, ulong properties, out int error);

    [LibraryImport(Library)]
    public static partial int clReleaseCommandQueue(nint queue);

    [LibraryImport(Library)]
    public static partial int clFlush(nint queue);

    [LibraryImport(Library)]
    public static partial int clFinish(nint queue);

    [LibraryImport(Library)]
    public static partial nint clCreateBuffer(nint context, ulong flags, nuint size, void* host, out int error);

    [LibraryImport(Library)]
    public static partial nint clCreateSubBuffer(nint buffer, ulong flags, uint type, nuint* region, out int error);

    [LibraryImport(Library)]
    public static partial int clReleaseMemObject(nint memory);

    [LibraryImport(Library)]
    public static partial void* clEnqueueMapBuffer(
        nint queue, nint buffer, uint blocks, ulong flags, nuint offset, nuint size, uint waits, nint* waitFor, nint* done, out int error);

    [LibraryImport(Library)]
    public static partial int clEnqueueUnmapMemObject(nint queue, nint memory, void* mapped, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial int clEnqueueWriteBuffer(
        nint queue, nint buffer, uint blocks, nuint offset, nuint size, void* from, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial int clEnqueueReadBuffer(
        nint queue, nint buffer, uint blocks, nuint offset, nuint size, void* to, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial int clEnqueueCopyBuffer(
        nint queue, nint from, nint to, nuint fromOffset, nuint toOffset, nuint size, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial int clEnqueueNDRangeKernel(
        nint queue, nint kernel, uint dimensions, nuint* offset, nuint* global, nuint* local, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial nint clCreateProgramWithSource(nint context, uint count, byte** texts, nuint* lengths, out int error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int clBuildProgram(nint program, uint count, nint* devices, string options, nint notify, nint user);

    [LibraryImport(Library)]
    public static partial int clGetProgramBuildInfo(nint program, nint device, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    public static partial int clReleaseProgram(nint program);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint clCreateKernel(nint program, string name, out int error);

    [LibraryImport(Library)]
    public static partial int clSetKernelArg(nint kernel, uint index, nuint size, void* value);

    [LibraryImport(Library)]
    public static partial int clReleaseKernel(nint kernel);

    [LibraryImport(Library)]
    public static partial int clGetEventInfo(nint completed, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    public static partial int clGetEventProfilingInfo(nint completed, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    public static partial int clReleaseEvent(nint completed);
}
