using System.Net.Sockets;
using System.Security.Authentication;
using StackBench.Core.Text;
using StackBench.Serving.Http;
using StackBench.Serving.Streams;

namespace StackBench.Serving.Running;

/// <summary>Sends one request and reads its stream, timing each read once.</summary>
internal sealed class RequestSender(LoadPlan plan, Connections connections, ApiKey key, RunClock clock)
{
    private const int ErrorCharacters = 2048;
    private const int MostExpected = 4096;

    /// <param name="request">Head and body.</param>
    public async Task<RequestRecord> SendAsync(int index, long scheduled, long dispatched, byte[] request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(plan.RequestTimeout);
        // Room for role, finish, usage and the end as well.
        var parser = new EventParser(Math.Min(plan.MaxTokensAt(index), MostExpected) + 4);
        using var exchange = new Exchange(parser, clock);
        var sent = clock.Now();
        Exception? failure = null;
        try
        {
            await AttemptAsync(exchange, request, limit.Token);
        }
        catch (Exception e)
        {
            failure = e;
        }

        var done = clock.Now();
        var parsed = parser.Parsed();
        var (status, error) =
            Outcome(exchange, parsed, parser.IsDone, failure, cancellation.IsCancellationRequested, limit.IsCancellationRequested);
        return new RequestRecord(
            index, scheduled, dispatched, sent, exchange.Headers, done, status, parsed.Events, parsed.Counts,
            exchange.HttpStatus, key.Strip(parsed.FinishReason), key.Strip(error));
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

    private (RequestStatus Status, string? Error) Outcome(
        Exchange exchange, ParsedStream parsed, bool isDone, Exception? failure, bool isCancelled, bool isLate)
    {
        // A stream that broke after [DONE] was whole.
        if (failure is not null && !isDone)
        {
            return failure switch
            {
                _ when isCancelled => (RequestStatus.Cancelled, "the run was ended"),
                _ when isLate => (RequestStatus.Timeout, "no end within the time limit"),
                _ when exchange.HttpStatus is not (null or 200) => Refusal(exchange),
                StreamFormatException => (RequestStatus.Malformed, SafeText.OneLine(failure.Message)),
                _ when !exchange.HasBegun
                    && failure is SocketException { SocketErrorCode: not (SocketError.ConnectionReset or SocketError.Shutdown) }
                        or AuthenticationException
                    => (RequestStatus.ConnectFailed, SafeText.OneLine(failure.Message)),
                _ => (RequestStatus.Cut, SafeText.OneLine(failure.Message)),
            };
        }

        if (exchange.HttpStatus is not 200) return Refusal(exchange);
        if (parsed.Error is not null) return (RequestStatus.StreamError, parsed.Error);
        if (parsed.FinishReason is null && !isDone)
        {
            return parsed.Events.IsEmpty
                ? (RequestStatus.Malformed, "the response holds no event")
                : (RequestStatus.Cut, "the stream ended without [DONE] or a finish reason");
        }

        return (parsed.Events.Any(one => one.CarriesTokens) ? RequestStatus.Ok : RequestStatus.Empty, null);
    }

    private (RequestStatus Status, string? Error) Refusal(Exchange exchange) =>
        (RequestStatus.HttpError, Short(key.Strip(SafeText.OneLine(exchange.ErrorText))));

    // Cut after the key is out, and far from the end of what was read: no part of a key is left at an edge.
    private static string Short(string text) => text.Length <= ErrorCharacters ? text : text[..ErrorCharacters] + "...";
}
