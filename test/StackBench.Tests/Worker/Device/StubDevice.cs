using System.Runtime.InteropServices;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Tests.Worker.Device;

/// <summary>A device whose driver reports success and does nothing, in the time that a test gives it.</summary>
internal sealed class StubDevice(Func<IReadOnlyList<Dispatch>, int, double> seconds) : IComputeDevice
{
    private readonly List<StubBuffer> _buffers = [];
    private ulong _addresses;

    public DeviceFacts Facts { get; init; } = new() { Name = "stub", Driver = "none" };

    /// <summary>Machine code of every kernel.</summary>
    public string? Disassembly { get; init; }

    /// <summary>Whether copies are carried out, though kernels are not.</summary>
    public bool DoesCopy { get; set; }

    /// <summary>Which of two copies at once is not carried out; null for none.</summary>
    public int? Dropped { get; set; }

    /// <summary>Of a hundred dispatches of the kernels that count, chase, copy and read, how many are executed; others never are.</summary>
    public int Executed { get; set; }

    /// <summary>Whether a dispatch is executed at all.</summary>
    public Func<Dispatch, bool> Executes { get; init; } = _ => true;

    /// <summary>What its clock makes of the time that work takes.</summary>
    public Func<double, double?> Clock { get; init; } = time => time;

    /// <summary>The subgroup sizes for which kernels compile.</summary>
    public Func<int, bool> Compiles { get; init; } = _ => true;

    /// <summary>The subgroup sizes that were asked for.</summary>
    public List<int> Asked { get; } = [];

    public List<int> Submissions { get; } = [];

    /// <summary>Places that a chase has come by.</summary>
    public List<uint> Visited { get; } = [];

    /// <summary>Names of the kernels that were built.</summary>
    public List<string> Built { get; } = [];

    public long FreeBytes { get; init; } = 1L << 30;

    public string BothWays => "never";

    /// <summary>As drivers do, it gives memory again that was freed, with what is in it.</summary>
    public IDeviceBuffer Allocate(long bytes, MemoryPlace place)
    {
        var freed = _buffers.FindLast(buffer => buffer.IsFree && buffer.Bytes == bytes);
        if (freed is not null) _buffers.Remove(freed);
        _buffers.Add(new StubBuffer(freed?.Memory ?? new byte[bytes], place, ++_addresses << 40));
        return _buffers[^1];
    }

    public IDeviceKernel Build(Kernel kernel, int subgroupSize = 0)
    {
        Asked.Add(subgroupSize);
        Built.Add(kernel.Name);
        return Compiles(subgroupSize)
            ? new StubKernel(kernel.Name, Disassembly)
            : throw new UnsupportedException("it does not compile");
    }

    public Timing Run(IReadOnlyList<Dispatch> call, int calls)
    {
        Submissions.Add(calls);
        if (Executed > 0)
            foreach (var dispatch in call.Where(Executes)) Execute(dispatch, (calls * Executed + 99) / 100);
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

    public Timing CopyBoth(BufferCopy one, BufferCopy other, int calls) =>
        Copy([.. new[] { one, other }.Where((_, index) => index != Dropped)], calls);

    private void Execute(Dispatch dispatch, int calls)
    {
        var arguments = MemoryMarshal.Cast<byte, ulong>(dispatch.Arguments.AsSpan());
        for (var call = 0; call < calls; call++)
            switch (((StubKernel)dispatch.Kernel).Name)
            {
                case "count":
                    At(arguments[0])[0]++;
                    break;
                case "chase":
                    var lines = At(arguments[0]);
                    var place = At(arguments[1]);
                    for (var hop = 0ul; hop < arguments[2] * ChaseKernel.HopsPerRound; hop++) Visited.Add(place[0] = lines[(int)place[0]]);
                    place[1] = place[0];
                    break;
                case "read":
                    Read(arguments, dispatch.Groups);
                    break;
                case "copy":
                    At(arguments[0]).CopyTo(At(arguments[1]));
                    break;
            }

    }

    private void Read(ReadOnlySpan<ulong> arguments, int groups)
    {
        const int words = CopyKernel.GroupSize * CopyKernel.VectorBytes / 4;
        var (blocks, stride, steps, place) = ((long)arguments[2], (long)arguments[3], (long)arguments[4], (long)arguments[5]);
        var bits = At(arguments[0]);
        for (var group = 0; group < groups; group++)
        {
            var sums = At(arguments[1])[(group * words)..][..words];
            sums.Clear();
            for (var step = 0L; step < steps; step++)
            {
                var block = bits[(int)((((group + place) * stride) + step) % blocks * ReadKernel.BlockBytes / 4)..];
                for (var word = 0; word < ReadKernel.BlockBytes / 4; word++) sums[word % words] ^= block[word];
            }
        }
    }

    private Span<uint> At(ulong address)
    {
        var buffer = _buffers.Single(buffer => address - buffer.Address < (ulong)buffer.Bytes);
        return MemoryMarshal.Cast<byte, uint>(buffer.Memory.AsSpan((int)(address - buffer.Address)));
    }

    private sealed class StubBuffer(byte[] memory, MemoryPlace place, ulong address) : IDeviceBuffer
    {
        public byte[] Memory => memory;

        public ulong Address => address;

        public long Bytes => memory.Length;

        public Span<byte> Host => place == MemoryPlace.Host ? memory : [];

        public bool IsFree { get; private set; }

        public void Dispose() => IsFree = true;
    }

    private sealed record StubKernel(string Name, string? Disassembly) : IDeviceKernel
    {
        public void Dispose()
        {
        }
    }
}
