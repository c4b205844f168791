using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Http;

namespace StackBench.Serving.Running;

/// <summary>Puts the load of a plan on a server and keeps what came back.</summary>
public sealed class LoadGenerator
{
    private const long MostRequestBytes = 1L << 30;
    private const int MostIdleConnections = 64, MostBurstConnections = 1024;

    /// <summary>Requests after which a load is given up where all of them failed: the rest would only take time.</summary>
    private const int HopelessFailures = 8;

    private readonly LoadPlan _plan;
    private readonly RunClock _clock;
    private readonly IProgress<LoadProgress>? _progress;
    private readonly ConcurrentBag<RequestRecord> _records = [];
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _hopeless;
    private int _mostFailures;
    private int _firstFailures;
    private int _ended;
    private int _failed;

    private LoadGenerator(LoadPlan plan, IProgress<LoadProgress>? progress, TimeProvider time, CancellationTokenSource hopeless) =>
        (_plan, _progress, _clock, _time, _hopeless) = (plan, progress, new RunClock(time), time, hopeless);

    /// <summary>
    /// Runs to the end, or until cancelled: then the requests under way are ended, recorded as cancelled, and the report is what there is.
    /// </summary>
    /// <exception cref="ArgumentException">The plan cannot be run.</exception>
    /// <exception cref="InvalidOperationException">The variable of the API key is unset, or the requests are too many to
    /// be held in memory.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The server takes no connection.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">TLS with the server failed.</exception>
    public static Task<LoadReport> RunAsync(
        LoadPlan plan, IProgress<LoadProgress>? progress, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Requests, 1, nameof(plan));
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.MaxTokens, 1, nameof(plan));
        if (plan.Lengths.Any(lengths => lengths is { Input: < 1 } or { Output: < 1 }))
            throw new ArgumentException("a prompt and an answer have at least one token", nameof(plan));
        if (plan.Endpoint.Scheme is not ("http" or "https")) throw new ArgumentException("an endpoint is http or https", nameof(plan));
        if (plan.Endpoint.UserInfo.Length > 0) throw new ArgumentException("an endpoint holds no user name or password", nameof(plan));
        if (plan.Arrivals is ArrivalPattern.Closed { Concurrency: < 1 })
            throw new ArgumentException("a closed loop has at least one user", nameof(plan));
        return OnceAsync(plan, progress, time, cancellation);
    }

    private static async Task<LoadReport> OnceAsync(
        LoadPlan plan, IProgress<LoadProgress>? progress, TimeProvider time, CancellationToken cancellation)
    {
        using var hopeless = new CancellationTokenSource();
        return await new LoadGenerator(plan, progress, time, hopeless).RunAsync(cancellation);
    }

    private async Task<LoadReport> RunAsync(CancellationToken cancellation)
    {
        var key = ApiKey.FromEnvironment(_plan.ApiKeyVariable, _plan.Headers);
        var schedule = ArrivalSchedule.Draw(_plan.Arrivals, _plan.Requests, _plan.Seed);
        var head = new RequestHead(_plan.Endpoint, _plan.Api == ServingApi.Chat ? "/chat/completions" : "/completions", key);
        var requests = RequestsOf(head);
        using var connections = new Connections(_plan.Endpoint);
        var concurrency = (_plan.Arrivals as ArrivalPattern.Closed)?.Concurrency ?? _plan.MaxConcurrency
            ?? Math.Min(_plan.Requests, _plan.Arrivals is ArrivalPattern.Burst ? MostBurstConnections : MostIdleConnections);
        _mostFailures = Math.Max(HopelessFailures, 2 * concurrency);
        await connections.OpenAsync(_plan.Connections ?? Math.Min(concurrency, _plan.Requests), cancellation);
        await using (var warm = Watch(requests))
            await WarmUpAsync(new RequestSender(_plan, connections, key, _clock, warm), head, concurrency, cancellation);

        var connectsBefore = connections.Connects;
        var usageBefore = ClientUsage.Now();
        _clock.Restart();
        await using var watch = Watch(requests);
        var sender = new RequestSender(_plan, connections, key, _clock, watch);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _hopeless.Token);
        if (_plan.TimeLimit is { } limit) limited.CancelAfter(limit);
        var windowEnd = schedule.IsEmpty
            ? await ClosedAsync(sender, requests, concurrency, limited.Token)
            : await OpenAsync(sender, requests, schedule, limited.Token);
        var end = _clock.Now();
        return new LoadReport(
            _plan,
            schedule,
            [.. _records.OrderBy(record => record.Index).Where(record => !IsGivenUp(record))
                .Select(record => cancellation.IsCancellationRequested ? record : TimedOut(record))],
            windowEnd,
            end,
            connections.Connects - connectsBefore,
            cancellation.IsCancellationRequested)
        {
            Origin = _clock.Origin,
            Usage = ClientUsage.Now().Since(usageBefore),
            Silence = watch.Silence,
        };
    }

    private StallWatch Watch(ImmutableArray<byte[]> requests) =>
        new(_plan.StallTimeout, requests.Max(request => request.Length), _clock, _time, _hopeless.Cancel);

    // Its end says nothing of the server.
    private bool IsGivenUp(RequestRecord record) => _hopeless.IsCancellationRequested && record.Status == RequestStatus.Cancelled;

    // Ended, but not by the user: the load had the time it has.
    private static RequestRecord TimedOut(RequestRecord record) =>
        record.Status == RequestStatus.Cancelled
            ? record with { Status = RequestStatus.Timeout, Error = "no end within the time limit of the load" }
            : record;

    private ImmutableArray<byte[]> RequestsOf(RequestHead head)
    {
        // All before the start, so that making them takes no time of the load.
        var requests = ImmutableArray.CreateBuilder<byte[]>(_plan.Requests);
        var bytes = 0L;
        for (var index = 0; index < _plan.Requests; index++)
        {
            var request = RequestOf(head, index);
            bytes += request.Length;
            if (bytes > MostRequestBytes)
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the first {index + 1} of {_plan.Requests} requests have more than {MostRequestBytes >> 20} MiB, "
                        + $"which are held in memory: use fewer requests, or shorter prompts"));
            requests.Add(request);
        }

        return requests.MoveToImmutable();
    }

    private byte[] RequestOf(RequestHead head, int index) => head.With(RequestBody.Of(_plan, index));

    private async Task WarmUpAsync(RequestSender sender, RequestHead head, int concurrency, CancellationToken cancellation)
    {
        var next = _plan.Requests - 1;
        var last = next + _plan.WarmUpRequests;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(concurrency, _plan.WarmUpRequests)).Select(_ => Task.Run(
            async () =>
            {
                while (!cancellation.IsCancellationRequested && Interlocked.Increment(ref next) is var index && index <= last)
                    await sender.SendAsync(index, 0, 0, RequestOf(head, index), cancellation);
            },
            CancellationToken.None)));
    }

    private async Task<long> ClosedAsync(
        RequestSender sender, ImmutableArray<byte[]> requests, int concurrency, CancellationToken cancellation)
    {
        var next = -1;
        var firstIdle = long.MaxValue;
        var until = Until();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(
            async () =>
            {
                while (!cancellation.IsCancellationRequested)
                {
                    var index = Interlocked.Increment(ref next);
                    var now = _clock.Now();
                    if (index >= requests.Length || now > until)
                    {
                        // With more users than requests some have nothing to do from the start: that is no drain.
                        if (index >= concurrency) InterlockedMin(ref firstIdle, now);
                        return;
                    }

                    Keep(await sender.SendAsync(index, now, now, requests[index], cancellation));
                }
            },
            CancellationToken.None)));
        return Math.Min(firstIdle, _clock.Now());
    }

    private async Task<long> OpenAsync(
        RequestSender sender, ImmutableArray<byte[]> requests, ImmutableArray<long> schedule, CancellationToken cancellation)
    {
        using var cap = _plan.MaxConcurrency is { } most ? new SemaphoreSlim(most) : null;
        var tasks = new Task[schedule.Length];
        var dispatcher =
            new Dispatcher(schedule, _clock, (index, now) => tasks[index] = Task.Run(() => OneAsync(index, now), CancellationToken.None));
        var count = await dispatcher.RunAsync(Until(), cancellation);
        await Task.WhenAll(tasks.AsSpan(0, count).ToArray());
        // A burst has no time in which it arrives: what it is measured over is all of it.
        return count == 0 ? 0 : _plan.Arrivals is ArrivalPattern.Burst ? _clock.Now() : schedule[count - 1];

        async Task OneAsync(int index, long dispatched)
        {
            try
            {
                if (cap is not null) await cap.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                var now = _clock.Now();
                Keep(new RequestRecord(
                    index, schedule[index], dispatched, now, null, now, RequestStatus.Cancelled, [], new Streams.TokenCounts()));
                return;
            }

            Keep(await sender.SendAsync(index, schedule[index], dispatched, requests[index], cancellation));
            cap?.Release();
        }
    }

    private long Until() => _plan.Duration is { } duration ? (long)(duration.TotalSeconds * 1e9) : long.MaxValue;

    private void Keep(RequestRecord record)
    {
        _records.Add(record);
        var failed = record.Status is RequestStatus.Ok ? Volatile.Read(ref _failed) : Interlocked.Increment(ref _failed);
        var ended = Interlocked.Increment(ref _ended);
        // Those sent first, for one that is under way may still end well while others are turned away.
        if (record.Status is not (RequestStatus.Ok or RequestStatus.Cancelled)
            && ((record.Index < _mostFailures && Interlocked.Increment(ref _firstFailures) == _mostFailures)
            || (record.Status == RequestStatus.Timeout && failed == ended)))
            _hopeless.Cancel();
        _progress?.Report(new LoadProgress(ended, failed, _plan.Requests));
    }

    private static void InterlockedMin(ref long place, long value)
    {
        for (var seen = Volatile.Read(ref place); value < seen;)
        {
            var before = Interlocked.CompareExchange(ref place, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
