using System.Runtime.InteropServices;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>
/// Operation <c>memory</c> inside the device: copy, triad, read and write over arrays of random bits. Arrays are held in parts, each with
/// a dispatch of its own: drivers limit the size of a buffer, and displays wait for a dispatch to end.
/// </summary>
internal sealed class StreamOperation
{
    /// <summary>Small enough that a dispatch ends within 20 ms on the memory of a desktop, large enough to fill the largest GPU.</summary>
    private const long MostPartBytes = 1L << 27;

    private const ulong WriteSeed = 0x5EED;
    private const float Factor = 3;

    /// <summary>Of triad: one rounding or two.</summary>
    private const double TriadTolerance = 3e-7;

    /// <summary>Of read: the more, the less what a group writes counts, a 64th with eight.</summary>
    private static readonly int[] BlocksPerGroup = [8, 4, 2, 1];

    private readonly IComputeDevice _device;
    private readonly DeviceResources _held;
    private readonly RandomPattern _a;
    private readonly RandomPattern? _b;
    private readonly List<Part> _parts = [];

    private StreamOperation(IComputeDevice device, DeviceResources held, string kind, long bytes, long seed)
    {
        (_device, _held) = (device, held);
        (_a, _b) = kind == "triad" ? (RandomPattern.Numbers(seed), RandomPattern.Numbers(~seed)) : (RandomPattern.Bits(seed), null);
        var kernel = held.Add(device.Build(KernelOf(kind)));
        for (long place = 0; place < bytes; place += MostPartBytes)
            _parts.Add(PartOf(kernel, kind, place, Math.Min(MostPartBytes, bytes - place)));
        Call = [.. _parts.Select(part => part.Dispatch)];
    }

    private IReadOnlyList<Dispatch> Call { get; }

    public static IOperation Prepare(Prepare request, IComputeDevice device)
    {
        var (kind, bytes) = (request.Params.Choice("kind", "copy", "triad", "read", "write"), request.Params.Size("bytes"));
        if (bytes % CopyKernel.GroupBytes != 0)
            throw new UnsupportedException($"'bytes' must be a multiple of {CopyKernel.GroupBytes}, not {bytes}");
        var arrays = kind switch { "triad" => 3, "copy" => 2, _ => 1 };
        if (bytes > device.FreeBytes / arrays)
            throw new UnsupportedException(
                $"{arrays} x {bytes >> 20} MiB of device memory are needed and {device.FreeBytes >> 20} MiB are free",
                "close other programs that use the GPU");
        var held = new DeviceResources();
        try
        {
            var stream = new StreamOperation(device, held, kind, bytes, request.Seed);
            // How long it takes is not known yet.
            var first = Submissions.RunApart(device, stream.Call, 1);
            var (error, tolerance) = stream.Check(kind);
            var seconds = Submissions.RunApart(device, stream.Call, 1).Seconds;
            return new DeviceOperation(
                new Prepared(
                    request.Id, Backend.Of(device.Facts, stream._parts.Count > 1 ? $"{stream._parts.Count} buffers an array" : null),
                    arrays * bytes, first.HostSeconds, Checked: true, error, tolerance),
                calls => Submissions.Run(device, stream.Call, calls, seconds), Backend.Notes(device.Facts), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static Kernel KernelOf(string kind) => kind switch
    {
        "copy" => CopyKernel.Emit(),
        "triad" => TriadKernel.Emit(),
        "read" => ReadKernel.Emit(),
        _ => WriteKernel.Emit(),
    };

    private Part PartOf(IDeviceKernel kernel, string kind, long place, long bytes)
    {
        var groups = bytes / CopyKernel.GroupBytes;
        if (kind == "write")
        {
            var written = Output(bytes);
            return new Part(place, written, Dispatch.Of(kernel, groups, written.Address, WriteSeed + (ulong)place), 1);
        }

        var a = _held.Add(_device.Allocate(bytes, MemoryPlace.Device));
        _device.Upload(a, (part, at) => _a.Fill(part, place + at));
        if (kind == "read")
        {
            var steps = BlocksPerGroup.First(count => groups % count == 0);
            var sums = Output(groups / steps * CopyKernel.GroupSize * CopyKernel.VectorBytes);
            return new Part(
                place, sums,
                Dispatch.Of(kernel, groups / steps, a.Address, sums.Address, (ulong)groups, (ulong)steps, (ulong)steps, 0), steps);
        }

        IDeviceBuffer? b = null;
        if (kind == "triad")
        {
            b = _held.Add(_device.Allocate(bytes, MemoryPlace.Device));
            _device.Upload(b, (part, at) => _b!.Fill(part, place + at));
        }

        var c = Output(bytes);
        return new Part(
            place, c,
            b is null
                ? Dispatch.Of(kernel, groups, a.Address, c.Address)
                : Dispatch.Of(kernel, groups, a.Address, b.Address, c.Address, BitConverter.SingleToUInt32Bits(Factor)), 1);
    }

    private IDeviceBuffer Output(long bytes)
    {
        var output = _held.Add(_device.Allocate(bytes, MemoryPlace.Device));
        _device.Spoil(output);
        return output;
    }

    /// <exception cref="CheckFailedException">A part of the output is not what it must be.</exception>
    private (double Error, double Tolerance) Check(string kind)
    {
        double error = 0;
        foreach (var part in _parts)
            switch (kind)
            {
                case "triad":
                    _device.Download(part.Output, (found, at) => error = Math.Max(error, TriadError(found, part.Place + at)));
                    break;
                case "read":
                    ReadReference.Of(_a, part.Place, part.Dispatch.Groups * part.Steps, part.Steps, part.Steps)
                        .Require(_device, part.Output);
                    break;
                case "write":
                    _device.Download(
                        part.Output, (found, at) => RequireWritten(found, at, unchecked((uint)(WriteSeed + (ulong)part.Place))));
                    break;
                default:
                    _device.Download(part.Output, (found, at) => Wrong.Require(_a.Differences(found, part.Place + at), found.Length, kind));
                    break;
            }

        var tolerance = kind == "triad" ? TriadTolerance : 0;
        return error <= tolerance ? (error, tolerance) : throw Wrong.Result(kind, error, tolerance);
    }

    private double TriadError(ReadOnlySpan<byte> found, long place)
    {
        var values = MemoryMarshal.Cast<byte, float>(found);
        var (a, b) = (new float[values.Length], new float[values.Length]);
        _a.Fill(MemoryMarshal.AsBytes(a.AsSpan()), place);
        _b!.Fill(MemoryMarshal.AsBytes(b.AsSpan()), place);
        double error = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var wanted = a[i] + ((double)Factor * b[i]);
            var deviation = Math.Abs(values[i] - wanted) / wanted;
            // A comparison with something that is no number is false.
            if (!(deviation <= error)) error = double.IsNaN(deviation) ? double.PositiveInfinity : deviation;
        }

        return error;
    }

    private static void RequireWritten(ReadOnlySpan<byte> found, long place, uint seed)
    {
        var words = MemoryMarshal.Cast<byte, uint>(found);
        long differences = 0;
        for (var i = 0; i < words.Length; i++) differences += words[i] == WriteKernel.Expected((place / 4) + i, seed) ? 0 : 4;
        Wrong.Require(differences, found.Length, "write");
    }
}
