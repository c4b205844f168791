using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>
/// Operation <c>device-cache</c>: groups read an array of <c>bytes</c> over and over. They start where the golden ratio puts them, so that
/// between two visits of a line about the whole array is read, and not what a neighbour has just fetched.
/// </summary>
internal static class CacheOperation
{
    public const string Op = "device-cache";

    private const double GoldenRatio = 0.6180339887498949;
    private const long MostBytes = 1L << 30;

    /// <summary>Of the first call, whose time is not known: even a slow GPU ends one soon.</summary>
    private const int FirstDispatches = 32;

    public static IOperation Prepare(Prepare request, IComputeDevice device)
    {
        var (bytes, groups, steps) = (
            request.Params.Number("bytes", ReadKernel.BlockBytes, MostBytes), request.Params.Number("groups", 1, ushort.MaxValue),
            request.Params.Number("steps", 1, ushort.MaxValue));
        if (bytes % ReadKernel.BlockBytes != 0)
            throw new UnsupportedException($"'bytes' must be a multiple of {ReadKernel.BlockBytes}, not {bytes}");
        var held = new DeviceResources();
        try
        {
            var (blocks, pattern) = (bytes / ReadKernel.BlockBytes, RandomPattern.Bits(request.Seed));
            var stride = Math.Max(1, (long)(blocks * GoldenRatio));
            var a = held.Add(device.Allocate(bytes, MemoryPlace.Device));
            device.Upload(a, pattern.Fill);
            var sums = held.Add(device.Allocate(groups * CopyKernel.GroupSize * CopyKernel.VectorBytes, MemoryPlace.Device));
            device.Spoil(sums);
            var kernel = held.Add(device.Build(ReadKernel.Emit()));
            var first = Submissions.RunApart(device, Split(FirstDispatches), 1);
            var call = Split((long)Math.Clamp(Math.Ceiling(first.HostSeconds / Submissions.LongestDispatchSeconds), 1, groups));
            device.Spoil(sums);
            Submissions.RunApart(device, call, 1);
            ReadReference.Of(pattern, 0, blocks, stride, (int)steps).Require(device, sums);
            var seconds = Submissions.RunApart(device, call, 1).Seconds;
            return new DeviceOperation(
                new Prepared(request.Id, Backend.Of(device.Facts), bytes, first.HostSeconds, Checked: true, MaxError: 0, Tolerance: 0),
                calls => Submissions.Run(device, call, calls, seconds), Backend.Notes(device.Facts), held);

            Dispatch[] Split(long dispatches)
            {
                var most = (groups + dispatches - 1) / dispatches;
                return
                [
                    .. from part in Enumerable.Range(0, (int)((groups + most - 1) / most))
                       let place = part * most
                       select Dispatch.Of(
                           kernel, Math.Min(most, groups - place), a.Address,
                           sums.Address + (ulong)(place * CopyKernel.GroupSize * CopyKernel.VectorBytes), (ulong)blocks, (ulong)stride,
                           (ulong)steps, (ulong)place),
                ];
            }
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }
}
