using System.Diagnostics;
using System.Text.Json;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Native.Threads;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Native.Memory;

/// <summary>
/// Operation <c>memory-bandwidth</c>: one call is one pass over fp64 arrays by all threads.
/// Parameters: <c>pattern</c> read, copy or triad; <c>store</c> plain or non-temporal; <c>threads</c>; <c>bytes</c> of each array.
/// </summary>
internal sealed class MemoryBandwidth : IOperation
{
    public const string Op = "memory-bandwidth";
    private const double Tolerance = 1e-12;

    private readonly PinnedTeam _team;
    private readonly StreamArrays _arrays;
    private readonly StreamKernel _kernel;

    // One slot of a cache line per thread: a result nobody reads would be compiled away.
    private readonly double[] _sums;

    private MemoryBandwidth(string id, StreamPattern pattern, bool nonTemporal, PinnedTeam team, StreamArrays arrays)
    {
        (_team, _arrays) = (team, arrays);
        _sums = new double[team.Count * 8];
        team.Run(arrays.Fill);
        var width = WidthTrial.Choose(pattern, nonTemporal, team, arrays);
        _kernel = StreamKernels.Find(pattern, nonTemporal, width);
        team.Run(arrays.Erase);
        var begin = Stopwatch.GetTimestamp();
        team.Run(worker => Pass(worker, 1));
        var firstCallSeconds = HostClock.Seconds(Stopwatch.GetTimestamp() - begin);
        Description = new Prepared(
            id, Backend(pattern, nonTemporal, width), arrays.Bytes, firstCallSeconds, Checked: true, MaxError: Check(),
            Tolerance: Tolerance, Threads: team.Count);
    }

    public Prepared Description { get; }

    /// <exception cref="UnsupportedException">A parameter is missing or not to be had here.</exception>
    /// <exception cref="CheckFailedException">The kernel computes something else.</exception>
    public static IOperation Prepare(string id, JsonElement parameters)
    {
        var pattern = parameters.Text("pattern") switch
        {
            "read" => StreamPattern.Read,
            "copy" => StreamPattern.Copy,
            "triad" => StreamPattern.Triad,
            var other => throw new UnsupportedException($"there is no pattern '{other}'", "the patterns are: read, copy, triad"),
        };
        var nonTemporal = NonTemporal(pattern, parameters.Text("store"));
        var bytes = parameters.Number("bytes");
        if (bytes < sizeof(double) || bytes % sizeof(double) != 0)
            throw new UnsupportedException($"'bytes' must be a positive multiple of {sizeof(double)}, not {bytes}");
        var team = PinnedTeam.Of(parameters.Number("threads"));
        StreamArrays? arrays = null;
        try
        {
            arrays = new StreamArrays(pattern, bytes / sizeof(double), team.Count);
            return new MemoryBandwidth(id, pattern, nonTemporal, team, arrays);
        }
        catch
        {
            arrays?.Dispose();
            team.Dispose();
            throw;
        }
    }

    public Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation) =>
        Task.FromResult(_team.Sample(Description.Id, iterations, samples, Pass));

    public void Dispose()
    {
        _team.Dispose();
        _arrays.Dispose();
    }

    private static bool NonTemporal(StreamPattern pattern, string store) => store switch
    {
        "plain" => false,
        "non-temporal" when pattern == StreamPattern.Read =>
            throw new UnsupportedException("the read pattern stores nothing", "use store plain"),
        "non-temporal" when !Simd.VectorWidths.HasNonTemporalStores =>
            throw new UnsupportedException(
                "this processor has no non-temporal stores that the runtime can emit", "see the result with plain stores"),
        "non-temporal" => true,
        _ => throw new UnsupportedException($"there is no store '{store}'", "the stores are: plain, non-temporal"),
    };

    private void Pass(int worker, long iterations)
    {
        var chunk = _arrays.Chunk(worker);
        for (long i = 0; i < iterations; i++) _sums[worker * 8] = _kernel(chunk);
    }

    private double Check()
    {
        var deviations = new double[_team.Count];
        _team.Run(worker => deviations[worker] = _arrays.Deviation(worker, _sums[worker * 8]));
        var worst = deviations.Max();
        return worst <= Tolerance
            ? worst
            : throw new CheckFailedException($"the result of a pass is off by {worst:g3} relative, {Tolerance:g} is allowed");
    }

    private string Backend(StreamPattern pattern, bool nonTemporal, int width)
    {
        var stores = pattern == StreamPattern.Read ? "" : nonTemporal ? ", non-temporal stores" : ", plain stores";
        var name = pattern switch { StreamPattern.Read => "read", StreamPattern.Copy => "copy", _ => "triad" };
        return $"Vector{width} {name}{stores}, {(_arrays.OnHugePages() ? "huge" : "base")} pages, {_team}";
    }
}
