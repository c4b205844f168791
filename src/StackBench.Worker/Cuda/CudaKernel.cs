using System.Text;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Cuda;

/// <summary>A kernel that the driver has assembled.</summary>
internal sealed unsafe class CudaKernel : IDeviceKernel
{
    private const int LogBytes = 8192, ArgumentBytes = 8;

    private readonly CudaContext _context;
    private readonly nint _module, _function;
    private readonly int _arguments, _groupSize;

    /// <exception cref="UnsupportedException">Device or driver cannot assemble it; the reason holds what the driver said.</exception>
    /// <exception cref="InvalidOperationException">The text is wrong; likewise.</exception>
    public CudaKernel(CudaContext context, CudaDeviceInfo device, Kernel kernel)
    {
        (_context, _arguments, _groupSize) = (context, kernel.Addresses + kernel.Numbers, kernel.GroupSize);
        var text = PtxText.Of(kernel, device);
        Instruction = text.Instruction;
        context.Enter();
        _module = Load(kernel.Name, text.Code);
        try
        {
            CudaError.Require(Cu.cuModuleGetFunction(out _function, _module, text.Entry), nameof(Cu.cuModuleGetFunction));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string? Instruction { get; }

    /// <summary>The driver shows no machine code.</summary>
    public string? Disassembly => null;

    /// <summary>Hands the kernel over to a stream.</summary>
    public void Launch(Dispatch dispatch, nint stream)
    {
        var places = stackalloc void*[_arguments];
        fixed (byte* first = dispatch.Arguments)
        {
            for (var index = 0; index < _arguments; index++) places[index] = first + (index * ArgumentBytes);
            CudaError.Require(
                Cu.cuLaunchKernel(_function, (uint)dispatch.Groups, 1, 1, (uint)_groupSize, 1, 1, 0, stream, places, null),
                nameof(Cu.cuLaunchKernel));
        }
    }

    public void Dispose()
    {
        if (_context.TryEnter()) _ = Cu.cuModuleUnload(_module);
    }

    private static nint Load(string name, string code)
    {
        var (image, log) = (Encoding.UTF8.GetBytes(code + "\0"), new byte[LogBytes]);
        fixed (byte* text = image, buffer = log)
        {
            var names = stackalloc int[2] { Cu.CU_JIT_ERROR_LOG_BUFFER, Cu.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES };
            var values = stackalloc void*[2] { buffer, (void*)LogBytes };
            var result = Cu.cuModuleLoadDataEx(out var module, text, 2, names, values);
            var said = BuildLog.Cut(Encoding.UTF8.GetString(log, 0, Math.Max(0, log.AsSpan().IndexOf((byte)0))));
            if (result != Cu.CUDA_SUCCESS && CudaError.OfText(result, name, CudaError.Name(result), said) is { } error) throw error;
            CudaError.Require(result, nameof(Cu.cuModuleLoadDataEx));
            return module;
        }
    }
}
