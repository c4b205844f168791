using System.Diagnostics;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Libtorch;

/// <summary>A tensor call that was run, checked and is ready to be timed with its own number of threads.</summary>
internal sealed class LibtorchOperation : IOperation
{
    public const string PeakMemorySeries = "peak-memory";

    private readonly ITensorCall _call;
    private readonly LibtorchThreads _threads;
    private readonly int _count;
    private readonly double? _peakMemoryBytes;

    private LibtorchOperation(ITensorCall call, LibtorchThreads threads, int count, Prepared description, double? peakMemoryBytes)
    {
        _call = call;
        _threads = threads;
        _count = count;
        _peakMemoryBytes = peakMemoryBytes;
        Description = description;
    }

    public Prepared Description { get; }

    /// <summary>
    /// Runs the call for the first time, for its kernels' names, for its result and, where a call makes its output, for its memory.
    /// Takes over <paramref name="call"/>.
    /// </summary>
    /// <exception cref="CheckFailedException">The result differs from the reference.</exception>
    public static LibtorchOperation Prepare(Prepare request, ITensorCall call, LibtorchThreads threads, int count, KernelTrace trace)
    {
        try
        {
            threads.Set(count);
            var start = Stopwatch.GetTimestamp();
            call.Invoke();
            var firstCallSeconds = HostClock.Seconds(Stopwatch.GetTimestamp() - start);
            var backend = trace.Describe(call.Operation, call.Invoke);
            var check = call.Check(new SeededNormals(~request.Seed));
            check.Require();
            var peakMemoryBytes = call.FreshBytes is { } bytes ? PeakMemory.Of(call.Invoke, bytes) : null;
            var description = new Prepared(
                request.Id, backend, call.Bytes, firstCallSeconds, Checked: true, check.MaxError, check.Tolerance, threads.Current);
            return new LibtorchOperation(call, threads, count, description, peakMemoryBytes);
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    public Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation)
    {
        _threads.Set(_count);
        var taken = HostClock.Sample(Description.Id, iterations, samples, _call.Invoke);
        if (_peakMemoryBytes is not { } peak) return Task.FromResult(taken);
        return Task.FromResult(
            taken with { Extra = new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal) { [PeakMemorySeries] = [peak] } });
    }

    public void Dispose() => _call.Dispose();
}
