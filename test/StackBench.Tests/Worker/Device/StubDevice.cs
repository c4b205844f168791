using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Tests.Worker.Device;

/// <summary>A device whose driver reports success and does nothing, in the time that a test gives it.</summary>
internal sealed class StubDevice(Func<IReadOnlyList<Dispatch>, int, double> seconds) : IComputeDevice
{
    public DeviceFacts Facts { get; init; } = new() { Name = "stub", Driver = "none" };

    /// <summary>Machine code of every kernel.</summary>
    public string? Disassembly { get; init; }

    /// <summary>Whether copies are carried out, though kernels are not.</summary>
    public bool DoesCopy { get; init; }

    /// <summary>What its clock makes of the time that work takes.</summary>
    public Func<double, double?> Clock { get; init; } = time => time;

    /// <summary>The subgroup sizes for which kernels compile.</summary>
    public Func<int, bool> Compiles { get; init; } = _ => true;

    /// <summary>The subgroup sizes that were asked for.</summary>
    public List<int> Asked { get; } = [];

    public List<int> Submissions { get; } = [];

    public long FreeBytes => 1L << 30;

    public string BothWays => "never";

    public IDeviceBuffer Allocate(long bytes, MemoryPlace place) => new StubBuffer(new byte[bytes], place);

    public IDeviceKernel Build(Kernel kernel, int subgroupSize = 0)
    {
        Asked.Add(subgroupSize);
        return Compiles(subgroupSize) ? new StubKernel(Disassembly) : throw new UnsupportedException("it does not compile");
    }

    public Timing Run(IReadOnlyList<Dispatch> call, int calls)
    {
        Submissions.Add(calls);
        var time = seconds(call, calls);
        return new Timing(time * 1.1, Clock(time));
    }

    public Timing Copy(IReadOnlyList<BufferCopy> copies, int calls)
    {
        foreach (var copy in DoesCopy ? copies : [])
            ((StubBuffer)copy.From).Memory.AsSpan((int)copy.FromOffset, (int)copy.Bytes)
                .CopyTo(((StubBuffer)copy.To).Memory.AsSpan((int)copy.ToOffset));
        return new Timing(1e-3 * calls, 1e-3 * calls);
    }

    public Timing CopyBoth(BufferCopy one, BufferCopy other, int calls) => Copy([one, other], calls);

    private sealed record StubBuffer(byte[] Memory, MemoryPlace Place) : IDeviceBuffer
    {
        public long Bytes => Memory.Length;

        public ulong Address => 0x1000;

        public Span<byte> Host => Place == MemoryPlace.Host ? Memory : [];

        public void Dispose()
        {
        }
    }

    private sealed record StubKernel(string? Disassembly) : IDeviceKernel
    {
        public void Dispose()
        {
        }
    }
}
