using System.Runtime.InteropServices;
using System.Text;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.OpenCl;

/// <summary>A kernel that the driver has compiled.</summary>
internal sealed unsafe class OpenClKernel : IDeviceKernel
{
    private const string Entry = "run";
    private const int ArgumentBytes = 8, NumberBytes = 4;

    private readonly Kernel _kernel;
    private readonly nint _program;

    /// <exception cref="UnsupportedException">The driver does not compile it; the reason holds what it said.</exception>
    public OpenClKernel(nint context, OpenClDeviceInfo device, Kernel kernel)
    {
        _kernel = kernel;
        var text = KernelText.Of(kernel, device);
        _program = Program(context, text.Code);
        try
        {
            var handle = device.Handle;
            var result = Cl.clBuildProgram(_program, 1, &handle, text.Options, 0, 0);
            if (result != 0)
                throw new UnsupportedException(
                    $"the driver cannot compile the kernel {kernel.Name}: {ClError.Name(result)}{Log(handle)}", "try a newer driver");
            Handle = Cl.clCreateKernel(_program, Entry, out var error);
            ClError.Require(error, nameof(Cl.clCreateKernel));
        }
        catch
        {
            _ = Cl.clReleaseProgram(_program);
            throw;
        }
    }

    public nint Handle { get; }

    public int GroupSize => _kernel.GroupSize;

    /// <summary>OpenCL has no form of a program that every driver shows.</summary>
    public string? Disassembly => null;

    /// <param name="arguments">8 bytes each: addresses in <paramref name="memory"/>, then numbers.</param>
    public void Set(byte[] arguments, OpenClMemory memory)
    {
        for (var index = 0; index < _kernel.Addresses; index++)
        {
            var buffer = memory.At(MemoryMarshal.Read<ulong>(arguments.AsSpan(index * ArgumentBytes)));
            ClError.Require(Cl.clSetKernelArg(Handle, (uint)index, (nuint)sizeof(nint), &buffer), nameof(Cl.clSetKernelArg));
        }

        fixed (byte* first = arguments)
            for (var index = _kernel.Addresses; index < _kernel.Addresses + _kernel.Numbers; index++)
                ClError.Require(
                    Cl.clSetKernelArg(Handle, (uint)index, NumberBytes, first + (index * ArgumentBytes)), nameof(Cl.clSetKernelArg));
    }

    public void Dispose()
    {
        if (ClError.IsLost) return;
        _ = Cl.clReleaseKernel(Handle);
        _ = Cl.clReleaseProgram(_program);
    }

    private static nint Program(nint context, string code)
    {
        var bytes = Encoding.UTF8.GetBytes(code);
        fixed (byte* first = bytes)
        {
            var text = first;
            var length = (nuint)bytes.Length;
            var program = Cl.clCreateProgramWithSource(context, 1, &text, &length, out var error);
            ClError.Require(error, nameof(Cl.clCreateProgramWithSource));
            return program;
        }
    }

    private string Log(nint device)
    {
        if (Cl.clGetProgramBuildInfo(_program, device, Cl.CL_PROGRAM_BUILD_LOG, 0, null, out var needed) != 0) return "";
        var text = new byte[needed];
        fixed (byte* first = text)
            return Cl.clGetProgramBuildInfo(_program, device, Cl.CL_PROGRAM_BUILD_LOG, needed, first, out _) == 0
                && BuildLog.Cut(Encoding.UTF8.GetString(text)) is { Length: > 0 } log ? $": {log}" : "";
    }
}
