using System.Collections.Concurrent;
using StackBench.Protocol;

namespace StackBench.Serving.Running;

/// <summary>
/// Ends requests whose server has fallen silent: a stream that has begun and says nothing more, and all of them where nothing comes over
/// any connection. A long prefill is silent too, so one request that waits for its first byte while others are answered is let be.
/// </summary>
internal sealed class StallWatch : IAsyncDisposable
{
    /// <summary>Bytes of a request that give its server a second more for the first byte: some ten tokens.</summary>
    private const int BytesPerSecond = 40;

    private static readonly TimeSpan MostBetweenLooks = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Watched, byte> _open = [];
    private readonly TimeSpan _limit, _first;
    private readonly RunClock _clock;
    private readonly Action _allSilent;
    private readonly ITimer? _timer;
    private long _last;

    /// <param name="limit">Null watches nothing.</param>
    /// <param name="longest">Bytes of the longest request.</param>
    /// <param name="allSilent">Called where nothing comes over any connection: the load is over.</param>
    public StallWatch(TimeSpan? limit, int longest, RunClock clock, TimeProvider time, Action allSilent)
    {
        (_limit, _clock, _allSilent) = (limit ?? Timeout.InfiniteTimeSpan, clock, allSilent);
        // In proportion where the limit is another.
        _first = _limit + ((double)longest / BytesPerSecond * (_limit / LoadPlan.UsualStallTimeout) * TimeSpan.FromSeconds(1));
        if (limit is not { } known) return;
        var between = known / 10 < MostBetweenLooks ? known / 10 : MostBetweenLooks;
        _timer = time.CreateTimer(static one => ((StallWatch)one!).Look(), this, between, between);
    }

    /// <summary>Seconds for which nothing came over any connection; null while the server answers.</summary>
    public double? Silence { get; private set; }

    /// <param name="limit">Is cancelled where the server has fallen silent.</param>
    /// <returns>To be disposed at the end of the request.</returns>
    public IDisposable Enter(Exchange exchange, long sent, CancellationTokenSource limit)
    {
        var watched = new Watched(this, exchange, sent, limit);
        if (_timer is not null) _open.TryAdd(watched, 0);
        return watched;
    }

    /// <summary>Waits for a look under way: what it would end may be gone after this.</summary>
    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Look()
    {
        var now = _clock.Now();
        Watched[] open = [.. _open.Keys];
        foreach (var one in open) _last = Math.Max(_last, one.Exchange.LastByte);
        var silent = open.Where(one => !one.Exchange.HasBegun && Seconds(now - Math.Max(_last, one.Sent)) > _first.TotalSeconds).ToArray();
        foreach (var one in open.Where(one => one.Exchange.HasBegun && Seconds(now - one.Exchange.LastByte) > _limit.TotalSeconds))
            one.End(FormattableString.Invariant($"nothing came for {_limit.TotalSeconds:0.#} s in the middle of the answer"));
        foreach (var one in silent)
            one.End(FormattableString.Invariant(
                $"nothing came for {_first.TotalSeconds:0.#} s: the server takes requests and does not answer them"));
        if (silent.Length == 0) return;
        Silence = _first.TotalSeconds;
        _allSilent();
    }

    private static double Seconds(long nanoseconds) => nanoseconds * 1e-9;

    private sealed record Watched(StallWatch Watch, Exchange Exchange, long Sent, CancellationTokenSource Limit) : IDisposable
    {
        public void End(string words)
        {
            // The answer may just have ended, and its limit with it.
            if (!Watch._open.TryRemove(this, out _)) return;
            Exchange.Stall = words;
            Limit.CancelUnlessDisposed();
        }

        public void Dispose()
        {
            Watch._open.TryRemove(this, out _);
            Watch._last = Math.Max(Watch._last, Exchange.LastByte);
        }

        public bool Equals(Watched? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
