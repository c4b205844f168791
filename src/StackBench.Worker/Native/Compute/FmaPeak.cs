using System.Diagnostics;
using System.Numerics;
using System.Text.Json;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Native.Simd;
using StackBench.Worker.Native.Threads;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Native.Compute;

/// <summary>
/// Operation <c>fma-peak</c>: one call is <c>rounds</c> rounds of <see cref="FmaKernels.Chains"/> vector FMAs on each thread.
/// </summary>
internal static class FmaPeak
{
    public const string Op = "fma-peak";

    /// <summary>Parameters: <c>dtype</c> fp32 or fp64, <c>width</c> in bits, <c>threads</c>, <c>rounds</c>.</summary>
    /// <exception cref="UnsupportedException">A parameter is missing, or the processor lacks the width.</exception>
    /// <exception cref="CheckFailedException">The kernel computes something else.</exception>
    public static IOperation Prepare(string id, JsonElement parameters, long seed)
    {
        var width = Width(parameters.Number("width"));
        var rounds = parameters.Number("rounds");
        if (rounds < 1) throw new UnsupportedException($"'rounds' must be at least 1, not {rounds}");
        var (dtype, threads) = (parameters.Text("dtype"), parameters.Number("threads"));
        return dtype switch
        {
            "fp32" => new FmaPeak<float>(id, dtype, width, FmaKernels.Single(width), PinnedTeam.Of(threads), rounds, (ulong)seed),
            "fp64" => new FmaPeak<double>(id, dtype, width, FmaKernels.Double(width), PinnedTeam.Of(threads), rounds, (ulong)seed),
            _ => throw new UnsupportedException($"there is no type '{dtype}'", "the types are: fp32, fp64"),
        };
    }

    private static int Width(long width)
    {
        if (width is not (128 or 256 or 512))
            throw new UnsupportedException($"there is no width of {width} bits", "the widths are: 128, 256, 512");
        if (!VectorWidths.HasFusedMultiplyAdd)
            throw Missing("fused multiply-add", "fma", "none; a processor with FMA is needed");
        var widest = VectorWidths.Available.Max();
        return width <= widest
            ? (int)width
            : throw Missing($"{width}-bit vectors", width == 512 ? "avx512f" : "avx2", $"its peak is measured at {widest} bits");
    }

    // What is switched off is not what the processor lacks.
    private static UnsupportedException Missing(string what, string flag, string remedy)
    {
        if (VectorSwitches.HasProcessor(flag) == false) return new UnsupportedException($"this processor has no {what}", remedy);
        if (VectorSwitches.Off.Length > 0)
            return new UnsupportedException($"{what}: switched off by {VectorSwitches.Off}", "unset these variables");
        return VectorSwitches.HasProcessor(flag) == true
            ? new UnsupportedException($"this processor has {what}, but the .NET runtime does not use them", remedy)
            : new UnsupportedException($"this processor has no {what}", remedy);
    }
}

/// <summary>The prepared operation for one type.</summary>
internal sealed class FmaPeak<T> : IOperation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PinnedTeam _team;
    private readonly FmaChains<T>[] _chains;
    private readonly long _rounds;

    public FmaPeak(string id, string dtype, int widthBits, FmaKernel<T> kernel, PinnedTeam team, long rounds, ulong seed)
    {
        (_team, _rounds) = (team, rounds);
        var lanes = widthBits / 8 / System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        _chains = [.. Enumerable.Range(0, team.Count).Select(worker => new FmaChains<T>(kernel, lanes, seed + (ulong)worker))];
        try
        {
            var begin = Stopwatch.GetTimestamp();
            team.Run(worker => _chains[worker].Run(rounds));
            var firstCallSeconds = HostClock.Seconds(Stopwatch.GetTimestamp() - begin);
            var deviation = Check(_chains.Max(chains => Math.Max(chains.DeviationAfter(rounds), chains.DeviationOfShortRun())));
            Description = new Prepared(
                id,
                $"Vector{widthBits} {dtype} fused multiply-add, {FmaKernels.Chains} chains, {team}",
                _chains.Sum(chains => chains.Bytes),
                firstCallSeconds,
                Checked: true,
                MaxError: deviation,
                Tolerance: FmaChains<T>.Tolerance,
                Threads: team.Count);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Prepared Description { get; }

    public Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation)
    {
        var result = _team.Sample(Description.Id, iterations, samples, Calls);
        Check(_chains.Max(chains => chains.DeviationAfter(_rounds)));
        return Task.FromResult(result);
    }

    public void Dispose()
    {
        _team.Dispose();
        foreach (var chains in _chains) chains.Dispose();
    }

    private static double Check(double deviation) => deviation <= FmaChains<T>.Tolerance
        ? deviation
        : throw new CheckFailedException($"the result is off by {deviation:g3} relative, {FmaChains<T>.Tolerance:g3} is allowed");

    private void Calls(int worker, long iterations)
    {
        for (long i = 0; i < iterations; i++) _chains[worker].Run(_rounds);
    }
}
