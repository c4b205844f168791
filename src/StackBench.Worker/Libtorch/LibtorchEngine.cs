using System.Globalization;
using System.Text.Json;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Native.Threads;

namespace StackBench.Worker.Libtorch;

/// <summary>Matrix products, convolution and attention of libtorch on the CPU.</summary>
/// <remarks>libtorch stays loaded: its thread pools do not survive an unloading.</remarks>
internal sealed class LibtorchEngine : IEngine
{
    private const string Cpu = "cpu";

    private readonly LibtorchLibrary _library;
    private readonly LibtorchThreads _threads;
    private readonly KernelTrace _trace;
    private readonly int _defaultThreads;

    /// <exception cref="UnsupportedException">libtorch is not to be had.</exception>
    public LibtorchEngine()
    {
        _library = LibtorchLibrary.Load(LibtorchFolder.Find());
        _threads = new LibtorchThreads(_library);
        _trace = new KernelTrace(_library);
        Allocator.KeepFreedMemory();
        var cores = CpuOrder.PhysicalCores();
        _defaultThreads = _threads.TrySet(cores) ? cores : _threads.Current;
    }

    public Task<Ready> DescribeAsync(CancellationToken cancellation) => Task.FromResult(new Ready(
        ProtocolVersion.Current,
        "libtorch",
        _library.Version,
        [new(Cpu, Cpu)],
        ["gemm", "conv2d", "attention"],
        LibtorchFacts.Read(_library, _threads.Current)));

    public Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation) => Task.FromResult<IOperation>(Prepare(request));

    private LibtorchOperation Prepare(Prepare request)
    {
        if (request.Device != Cpu) throw new UnsupportedException($"this engine computes on '{Cpu}', not on '{request.Device}'");
        var random = new SeededNormals(request.Seed);
        ITensorCall call = request.Op switch
        {
            "gemm" => new GemmCall(_library, request.Params, random),
            "conv2d" => new Conv2dCall(_library, request.Params, random),
            "attention" => Attention(request.Params, random),
            _ => throw new UnsupportedException($"there is no operation '{request.Op}'"),
        };
        return LibtorchOperation.Prepare(request, call, _threads, Threads(request.Params), _trace);
    }

    private ITensorCall Attention(JsonElement parameters, SeededNormals random)
    {
        var inputs = new AttentionInputs(AttentionShape.Read(parameters), random);
        try
        {
            return inputs.Shape.Flash ? new FlashAttentionCall(_library, inputs) : new MathAttentionCall(_library, inputs);
        }
        catch
        {
            inputs.Dispose();
            throw;
        }
    }

    private int Threads(JsonElement parameters) =>
        Math.Min(parameters.TryGetProperty("threads", out _) ? checked((int)parameters.Size("threads")) : _defaultThreads, MostThreads());

    // Who sets the variable means it: fewer threads are used than the workload has, and the answer says how many.
    private static int MostThreads() =>
        int.TryParse(
            Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), NumberStyles.None, CultureInfo.InvariantCulture, out var threads)
            && threads > 0
            ? threads
            : int.MaxValue;
}
