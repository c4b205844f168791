namespace StackBench.Serving.SelfCheck;

/// <summary>
/// Sends the tokens of its streams when they are due, from one thread that wakes each millisecond: a batching server's tokens come in steps
/// too. What it sends late it says, for the times of sending are kept.
/// </summary>
internal sealed class Pacer : IDisposable
{
    private readonly PriorityQueue<PacedStream, long> _queue = new();
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Func<long> _now;
    private readonly Func<long, long> _postponed;
    private readonly Thread _thread;
    private volatile bool _isStopped;

    /// <param name="now">Nanoseconds of the monotonic clock.</param>
    /// <param name="postponed">A time due, or the end of the stall it falls into.</param>
    public Pacer(Func<long> now, Func<long, long> postponed)
    {
        (_now, _postponed) = (now, postponed);
        _thread = new Thread(Run) { IsBackground = true, Name = "null server" };
        _thread.Start();
    }

    public void Add(PacedStream stream)
    {
        lock (_gate)
        {
            if (!_isStopped) _queue.Enqueue(stream, stream.Due);
            else stream.Abandon();
        }

        _wake.Set();
    }

    public void Dispose()
    {
        lock (_gate) _isStopped = true;
        _wake.Set();
        _thread.Join();
        while (_queue.TryDequeue(out var stream, out _)) stream.Abandon();
    }

    private void Run()
    {
        while (!_isStopped)
        {
            PacedStream? stream;
            long due;
            lock (_gate)
            {
                if (!_queue.TryPeek(out stream, out due)) due = long.MaxValue;
                else if (due <= _now() && (due = _postponed(due)) <= _now()) _queue.Dequeue();
                else stream = null;
            }

            if (stream is null)
            {
                _wake.WaitOne((int)Math.Clamp((due - _now()) / 1_000_000, 1, 1000));
            }
            else if (stream.Send(_now()) is { } next)
            {
                lock (_gate) _queue.Enqueue(stream, next);
            }
        }
    }
}
