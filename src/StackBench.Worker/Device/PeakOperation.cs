using System.Diagnostics;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Sampling;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>
/// Operation <c>device-peak</c>: arithmetic on registers, by vector or matrix instructions. A call is a fixed amount of work; how it is
/// spread over groups and rounds is chosen here for the device at hand, as are subgroup size and tile: the fastest is measured.
/// </summary>
internal static class PeakOperation
{
    public const string Op = "device-peak";

    /// <summary>Clocks rise from idle within this.</summary>
    private const double WarmUpSeconds = 0.2;

    private const int GroupsPerUnit = 64, MatrixGroupsPerUnit = 16, UnknownUnits = 128, GroupsOnCpu = 16, MostGroups = 65_535;

    /// <summary>Of a slow device, so that its rounds are many beside what a group does before and after them.</summary>
    private const int FewestShare = 16;

    private const double LongRoundSeconds = 5e-4;

    private static readonly int[] SubgroupsPerGroup = [1, 2, 4];

    public static IOperation Prepare(Prepare request, IComputeDevice device)
    {
        var (isMatrix, work) = (request.Params.Choice("unit", "vector", "matrix") == "matrix", request.Params.Size("work"));
        var held = new DeviceResources();
        try
        {
            var candidates = isMatrix
                ? Built(device, held, Groups(device.Facts, MatrixGroupsPerUnit), Matrix(request, device))
                : Built(device, held, Groups(device.Facts, GroupsPerUnit), Vector(request, device));
            RequireInstructions(candidates, isMatrix);
            var checks = candidates.Select(Check).ToList();
            WarmUp(device, candidates[0]);
            var best = Rounds.Fastest(device, candidates).RequireProportionalTime(device);
            var first = best.Sample(device, work, 1);
            SampleNote[] notes =
                [.. Backend.Notes(device.Facts), .. isMatrix ? Emulated(request, device, best) : Composed(request, device.Facts)];
            return new DeviceOperation(
                new Prepared(
                    request.Id, Backend.Of(device.Facts, best.Kernel.Variant, best.Kernel.Instructions?.Text), 0, first.HostSeconds,
                    Checked: true, checks.Max(check => check.Error), checks.Max(check => check.Tolerance)),
                calls => best.Sample(device, work, calls), notes, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <exception cref="UnsupportedException">The driver compiles none of them.</exception>
    private static List<IRoundsKernel> Built(
        IComputeDevice device, DeviceResources held, int groups, IEnumerable<Func<int, IRoundsKernel>> candidates)
    {
        var built = new List<IRoundsKernel>();
        UnsupportedException? last = null;
        foreach (var build in candidates)
            try
            {
                built.Add(Sized(device, held, groups, build));
            }
            catch (UnsupportedException exception)
            {
                last = exception;
            }

        return built.Count > 0 ? built : throw last ?? Absent("subgroups of a known size");
    }

    /// <summary>A kernel in as many groups as fill the device, in fewer where it is slow.</summary>
    private static IRoundsKernel Sized(IComputeDevice device, DeviceResources held, int groups, Func<int, IRoundsKernel> build)
    {
        for (var fewest = groups / FewestShare; ; groups /= 2)
        {
            var kernel = held.Add(build(groups));
            if (device.Facts.IsCpuDriver || groups / 2 < fewest || Rounds.SecondsOfOne(device, kernel) <= LongRoundSeconds) return kernel;
        }
    }

    private static IEnumerable<Func<int, IRoundsKernel>> Vector(Prepare request, IComputeDevice device)
    {
        var facts = device.Facts;
        var type = request.Params.Text("dtype") switch
        {
            "fp32" => FmaType.Fp32,
            "fp64" => facts.HasFp64 ? FmaType.Fp64 : throw Absent("fp64 arithmetic"),
            "fp16" => facts.HasFp16 ? FmaType.Fp16x2 : throw Absent("fp16 arithmetic"),
            "bf16" => facts.HasBf16 ? FmaType.Bf16x2 : throw Absent("bf16 arithmetic"),
            "int8" => facts.HasDotProduct ? (FmaType?)null : throw Absent("integer dot products"),
            var other => throw new UnsupportedException($"there is no vector peak of type '{other}'"),
        };
        foreach (var size in Sizes(request, facts))
            yield return groups => type is null
                ? new DotRounds(device, groups, size, request.Seed)
                : new FmaRounds(device, type, groups, size, request.Seed);
    }

    private static IEnumerable<Func<int, IRoundsKernel>> Matrix(Prepare request, IComputeDevice device)
    {
        var (factor, sum) = (request.Params.Text("dtype"), request.Params.Text("sum"));
        MatrixTile[] tiles = [.. device.Facts.Tiles.Where(tile => Is(tile.Factor, factor) && Is(tile.Sum, sum)).Distinct()];
        if (tiles.Length == 0) throw AbsentTiles($"matrix instructions that multiply {factor} and add {sum}", device.Facts);
        var sizes = Sizes(request, device.Facts) is [0] ? [device.Facts.DefaultSubgroupSize] : Sizes(request, device.Facts);
        foreach (var tile in tiles)
            foreach (var size in sizes.Where(size => size > 0))
                foreach (var subgroups in SubgroupsPerGroup)
                    yield return groups => new MatrixRounds(device, tile, groups, size, subgroups, request.Seed);

        static bool Is(MatrixElement element, string name) => string.Equals(element.ToString(), name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Sizes to try; 0 is the driver's own choice, of which a fixed one is no other.</summary>
    private static int[] Sizes(Prepare request, DeviceFacts facts)
    {
        if (request.Params.TryGetProperty("subgroup", out _)) return [(int)request.Params.Number("subgroup", 0, 128)];
        return facts.SubgroupSizes.Length < 2 ? [0] : [.. facts.SubgroupSizes.Where(size => size is 16 or 32 or 64), 0];
    }

    private static int Groups(DeviceFacts facts, int perUnit) =>
        facts.IsCpuDriver ? GroupsOnCpu : Math.Min(perUnit * (facts.ComputeUnits ?? UnknownUnits), MostGroups);

    private static UnsupportedException Absent(string what) => new($"the driver offers no {what} on this device");

    // A device may have what nobody has written here yet.
    private static UnsupportedException AbsentTiles(string what, DeviceFacts facts) =>
        facts.ListsTiles ? Absent(what) : new($"this engine knows no {what} on this device");

    /// <exception cref="CheckFailedException">The driver has compiled most of the work away.</exception>
    private static void RequireInstructions(List<IRoundsKernel> candidates, bool isMatrix)
    {
        foreach (var candidate in candidates)
            // A matrix product without any matrix instruction is composed of others: see Emulated.
            if (candidate.Instructions is { IsEnough: false } count && !(isMatrix && count.Found == 0))
                throw new CheckFailedException(
                    $"{candidate.Variant}: the driver compiled the work away ({count.Text} asked for): its rate would be false");
    }

    /// <exception cref="CheckFailedException">Its result is wrong; what the driver compiled is told with it.</exception>
    private static (double Error, double Tolerance) Check(IRoundsKernel candidate)
    {
        try
        {
            return candidate.Check();
        }
        catch (CheckFailedException exception)
        {
            var compiled = candidate.Instructions is { } count ? $"; machine code: {count.Text}" : "";
            throw new CheckFailedException($"{exception.Message} ({candidate.Variant}{compiled})");
        }
    }

    private static void WarmUp(IComputeDevice device, IRoundsKernel kernel)
    {
        if (device.Facts.IsCpuDriver) return;
        var (rounds, begin) = (Rounds.Of(device, kernel), Stopwatch.GetTimestamp());
        while (HostClock.Seconds(Stopwatch.GetTimestamp() - begin) < WarmUpSeconds) device.Run([kernel.Dispatch(rounds.Count)], 4);
    }

    private static IEnumerable<SampleNote> Composed(Prepare request, DeviceFacts facts)
    {
        if (request.Params.Text("dtype") == "int8" && !facts.HasDotInstruction)
            yield return new SampleNote(
                "composed", "the driver offers no instruction for int8 dot products: they are composed of others");
    }

    /// <summary>A driver may list matrix instructions that it composes of others: its code has none, or vectors are faster.</summary>
    internal static IEnumerable<SampleNote> Emulated(Prepare request, IComputeDevice device, Rounds best)
    {
        const string remedy = "use the vendor's own libraries for matrix products, or a newer driver";
        var (facts, groups) = (device.Facts, Groups(device.Facts, GroupsPerUnit));
        var factor = request.Params.Text("dtype");
        if (best.Kernel.Instructions is { Found: 0 })
        {
            yield return new SampleNote(
                "emulated", $"the machine code of these matrix products of {factor} has no matrix instruction: the driver composes them",
                remedy);
            yield break;
        }

        if ((factor == "fp16" && !facts.HasFp16) || (factor == "int8" && !facts.HasDotProduct)) yield break;
        if (VectorRate(factor, device, groups, request.Seed) > best.Rate)
            yield return new SampleNote(
                "emulated", $"vector instructions are faster than these matrix products of {factor}: the driver seems to compose them",
                remedy);
    }

    /// <summary>Rate of the vector instructions; null where the driver has no room for them, or does not compile them.</summary>
    private static double? VectorRate(string factor, IComputeDevice device, int groups, long seed)
    {
        try
        {
            using IRoundsKernel vector = factor switch
            {
                "int8" => new DotRounds(device, groups, 0, seed),
                "fp16" => new FmaRounds(device, FmaType.Fp16x2, groups, 0, seed),
                "fp64" => new FmaRounds(device, FmaType.Fp64, groups, 0, seed),
                _ => new FmaRounds(device, FmaType.Fp32, groups, 0, seed),
            };
            return Rounds.Of(device, vector).Rate;
        }
        catch (UnsupportedException)
        {
            // They serve a note alone: the matrix products were built, checked and timed without them.
            return null;
        }
    }
}
