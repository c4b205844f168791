using System.Diagnostics;
using System.Text.Json;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Native.Threads;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Native.Memory;

/// <summary>
/// Operation <c>memory-latency</c>: one call is <c>steps</c> dependent loads along a random cycle through <c>bytes</c>
/// of memory, one per cache line.
/// </summary>
internal sealed class MemoryLatency : IOperation
{
    public const string Op = "memory-latency";

    private readonly PinnedTeam _team;
    private readonly PointerChase _chase;
    private readonly long _steps;

    private MemoryLatency(string id, long lines, long steps, long seed)
    {
        _team = PinnedTeam.Of(1);
        _steps = steps;
        PointerChase? chase = null;
        try
        {
            _team.Run(_ => chase = new PointerChase(lines, (ulong)seed));
            _chase = chase!;
            Check();
        }
        catch
        {
            chase?.Dispose();
            _team.Dispose();
            throw;
        }

        var begin = Stopwatch.GetTimestamp();
        _team.Run(_ => _chase.Follow(_steps));
        var firstCallSeconds = HostClock.Seconds(Stopwatch.GetTimestamp() - begin);
        var backend = $"pointer chase, {(_chase.OnHugePages() ? "huge" : "base")} pages, {_team}";
        Description = new Prepared(
            id, backend, lines * PointerChase.LineBytes, firstCallSeconds, Checked: true, MaxError: 0, Tolerance: 0, Threads: 1);
    }

    public Prepared Description { get; }

    /// <exception cref="UnsupportedException">A parameter is missing or out of range.</exception>
    /// <exception cref="CheckFailedException">The pointers do not form one cycle.</exception>
    public static IOperation Prepare(string id, JsonElement parameters, long seed)
    {
        var (bytes, steps) = (parameters.Number("bytes"), parameters.Number("steps"));
        if (bytes < 2 * PointerChase.LineBytes)
            throw new UnsupportedException($"'bytes' must be at least {2 * PointerChase.LineBytes}, not {bytes}");
        if (steps < 1) throw new UnsupportedException($"'steps' must be at least 1, not {steps}");
        return new MemoryLatency(id, bytes / PointerChase.LineBytes, steps, seed);
    }

    public Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation) =>
        Task.FromResult(_team.Sample(Description.Id, iterations, samples, (_, calls) => _chase.Follow(calls * _steps)));

    public void Dispose()
    {
        _team.Dispose();
        _chase.Dispose();
    }

    // A shorter cycle would fit a nearer cache and show a latency that is not of this size.
    private void Check()
    {
        long length = 0;
        _team.Run(_ => length = _chase.CycleLength());
        if (length != _chase.Lines) throw new CheckFailedException($"the pointer cycle has {length} lines, not {_chase.Lines}");
    }
}
