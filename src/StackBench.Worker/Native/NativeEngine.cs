using System.Globalization;
using System.Runtime.InteropServices;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Native.Compute;
using StackBench.Worker.Native.Memory;
using StackBench.Worker.Native.Simd;
using StackBench.Worker.Native.Threads;

namespace StackBench.Worker.Native;

/// <summary>What the processor itself can do, measured by own kernels: nothing needs to be installed.</summary>
internal sealed class NativeEngine : IEngine
{
    /// <summary>Raised whenever a kernel changes so that its numbers are not comparable with the earlier ones.</summary>
    private const string KernelVersion = "2";

    public Task<Ready> DescribeAsync(CancellationToken cancellation) => Task.FromResult(new Ready(
        ProtocolVersion.Current,
        "native",
        KernelVersion,
        [new("cpu", "cpu")],
        [MemoryBandwidth.Op, MemoryLatency.Op, FmaPeak.Op],
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["vector-width"] = VectorWidths.Available.Max().ToString(CultureInfo.InvariantCulture),
            ["cpus"] = CpuList.Format(Affinity.AllowedCpus()),
        }));

    public Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation) => Task.FromResult(Prepare(request));

    public static IOperation Prepare(Prepare request)
    {
        if (request.Device != "cpu")
            throw new UnsupportedException($"there is no device '{request.Device}'", "the device of this engine is: cpu");
        return request.Op switch
        {
            MemoryBandwidth.Op => MemoryBandwidth.Prepare(request.Id, request.Params),
            MemoryLatency.Op => MemoryLatency.Prepare(request.Id, request.Params, request.Seed),
            FmaPeak.Op => FmaPeak.Prepare(request.Id, request.Params, request.Seed),
            _ => throw new UnsupportedException($"there is no operation '{request.Op}'"),
        };
    }
}
