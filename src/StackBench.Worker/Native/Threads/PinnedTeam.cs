using System.Collections.Immutable;
using System.Diagnostics;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Native.Threads;

/// <summary>
/// OS threads pinned to one CPU each that live as long as their operation and sleep between calls. Not
/// thread-safe: one thread gives orders.
/// </summary>
internal sealed class PinnedTeam : IDisposable
{
    private readonly Barrier _order;
    private readonly Barrier _startLine;
    private readonly ImmutableArray<int> _cpus;
    private readonly Thread[] _threads;
    private readonly Exception?[] _failures;
    private Action<int>? _work;
    private long _arrivals;
    private int _pinned;

    /// <summary>Starts one thread per CPU given.</summary>
    public PinnedTeam(ImmutableArray<int> cpus)
    {
        _cpus = cpus;
        _order = new Barrier(cpus.Length + 1);
        _startLine = new Barrier(cpus.Length);
        _failures = new Exception?[cpus.Length];
        _threads = [.. cpus.Select((cpu, worker) => new Thread(() => Obey(worker)) { IsBackground = true, Name = $"native {worker}" })];
        foreach (var thread in _threads) thread.Start();
        Run(worker =>
        {
            if (Affinity.Pin(_cpus[worker])) Interlocked.Increment(ref _pinned);
        });
    }

    /// <summary>A team of <paramref name="threads"/> on the CPUs of this process, one per core first.</summary>
    /// <exception cref="UnsupportedException">The process may not use that many CPUs.</exception>
    public static PinnedTeam Of(long threads)
    {
        var cpus = CpuOrder.OfThisProcess();
        return threads >= 1 && threads <= cpus.Length
            ? new PinnedTeam([.. cpus.Take((int)threads)])
            : throw new UnsupportedException($"{threads} threads were asked for and this process may use {cpus.Length} CPUs",
            "ask for fewer threads or widen the CPU affinity");
    }

    public int Count => _cpus.Length;

    /// <summary>Where the threads run: <c>2 threads pinned to CPU 0-1</c>.</summary>
    public override string ToString()
    {
        var threads = Count == 1 ? "1 thread" : $"{Count} threads";
        return _pinned == Count ? $"{threads} pinned to CPU {CpuList.Format(_cpus)}" : $"{threads}, not pinned";
    }

    /// <summary>Runs <paramref name="work"/> once on every thread, with its index, and waits for all.</summary>
    /// <exception cref="AggregateException">The work failed on a thread.</exception>
    public void Run(Action<int> work)
    {
        _work = work;
        _order.SignalAndWait();
        _order.SignalAndWait();
        var failures = _failures.OfType<Exception>().ToArray();
        Array.Clear(_failures);
        if (failures.Length > 0) throw new AggregateException(failures);
    }

    /// <summary>
    /// Times samples of <paramref name="iterations"/> calls. Every thread stamps its own begin and end, and a sample lasts from the
    /// first begin to the last end: a coordinator's clock starts late on a full machine and shows rates that cannot be.
    /// </summary>
    /// <param name="calls">Does the given count of calls as the thread of the given index; must not throw.</param>
    public Samples Sample(string id, long iterations, int samples, Action<int, long> calls)
    {
        var begins = new long[Count, samples];
        var ends = new long[Count, samples];
        Interlocked.Exchange(ref _arrivals, 0);
        Run(worker =>
        {
            for (var sample = 0; sample < samples; sample++)
            {
                StartTogether(sample);
                var begin = Stopwatch.GetTimestamp();
                calls(worker, iterations);
                ends[worker, sample] = Stopwatch.GetTimestamp();
                begins[worker, sample] = begin;
            }
        });

        var seconds = new double[samples];
        for (var sample = 0; sample < samples; sample++)
            seconds[sample] = HostClock.Seconds(Last(ends, sample) - First(begins, sample)) / iterations;
        return new Samples(id, seconds, "host", HostClock.Seconds(First(begins, 0)), HostClock.Seconds(Last(ends, samples - 1)));
    }

    public void Dispose()
    {
        _work = null;
        _order.SignalAndWait();
        foreach (var thread in _threads) thread.Join();
        _order.Dispose();
        _startLine.Dispose();
    }

    // A barrier spins a little and then blocks, so an idle team costs no CPU.
    private void Obey(int worker)
    {
        while (true)
        {
            _order.SignalAndWait();
            if (_work is not { } work) return;
            try
            {
                work(worker);
            }
            catch (Exception exception)
            {
                // Carried over to the thread that gave the order.
                _failures[worker] = exception;
            }

            _order.SignalAndWait();
        }
    }

    // First a barrier that blocks if a thread comes late, then, with all awake, a short spin that lets them go
    // within a fraction of a microsecond.
    private void StartTogether(int sample)
    {
        _startLine.SignalAndWait();
        Interlocked.Increment(ref _arrivals);
        while (Interlocked.Read(ref _arrivals) < (sample + 1L) * Count) Thread.SpinWait(1);
    }

    private long First(long[,] stamps, int sample) => Enumerable.Range(0, Count).Min(worker => stamps[worker, sample]);

    private long Last(long[,] stamps, int sample) => Enumerable.Range(0, Count).Max(worker => stamps[worker, sample]);
}
