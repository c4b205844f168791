using System.Net.Sockets;
using StackBench.Serving.Http;
using StackBench.Serving.Streams;

namespace StackBench.Serving.Running;

/// <summary>Sends one request and reads its stream, timing each read once.</summary>
internal sealed class RequestSender(LoadPlan plan, Connections connections, ApiKey key, RunClock clock, StallWatch watch)
{
    private const int ErrorCharacters = 600;
    private const int MostExpected = 4096;

    /// <param name="request">Head and body.</param>
    public async Task<RequestRecord> SendAsync(int index, long scheduled, long dispatched, byte[] request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(plan.RequestTimeout);
        // Room for role, finish, usage and the end as well.
        var parser = new EventParser(Math.Min(plan.MaxTokensAt(index), MostExpected) + 4);
        var sent = clock.Now();
        using var exchange = new Exchange(parser, clock, rest => limit.CancelAfter(Shorter(rest, Left(sent))));
        Exception? failure = null;
        try
        {
            using (watch.Enter(exchange, sent, limit)) await AttemptAsync(exchange, request, limit.Token);
        }
        catch (Exception e)
        {
            failure = e;
        }

        var done = exchange.DoneAt ?? clock.Now();
        var parsed = parser.Parsed();
        var outcome = new RequestOutcome(exchange, parsed, parser.IsDone, plan.MaxTokensAt(index), plan.IsExact, key);
        var (status, error) = outcome.Of(
            failure, cancellation.IsCancellationRequested, limit.IsCancellationRequested, plan.Endpoint);
        return new RequestRecord(
            index, scheduled, dispatched, sent, exchange.Headers, done, status, parsed.Events, parsed.Counts,
            exchange.HttpStatus, Short(key.Strip(parsed.FinishReason)), Short(key.Strip(error)));
    }

    private async Task AttemptAsync(Exchange exchange, byte[] request, CancellationToken limit)
    {
        for (var isNew = false; ; isNew = true)
        {
            var connection = await connections.TakeAsync(isNew, limit);
            try
            {
                // One registration for a request: a token given to each receive would cost each of them one.
                using (limit.UnsafeRegister(static one => ((IServerConnection)one!).Dispose(), connection))
                    await connection.ExchangeAsync(request, exchange);
                if (exchange.KeepsConnection && !limit.IsCancellationRequested) connections.Return(connection);
                else connection.Dispose();
                return;
            }
            catch (Exception e) when (
                e is IOException or SocketException && connection.WasUsed && !exchange.HasBegun && !limit.IsCancellationRequested)
            {
                // The server closed an idle connection just as it was taken: no request was lost, and none failed.
                connection.Dispose();
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
    }

    private TimeSpan Left(long sent) => plan.RequestTimeout - TimeSpan.FromTicks((clock.Now() - sent) / 100);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => other <= TimeSpan.Zero ? TimeSpan.Zero : one < other ? one : other;

    // Cut after the key is out, and far from the end of what was read: no part of a key is left at an edge.
    private static string? Short(string? text) => text is null || text.Length <= ErrorCharacters ? text : text[..ErrorCharacters] + "...";
}
