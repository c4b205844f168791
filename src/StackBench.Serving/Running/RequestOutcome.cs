using System.Net.Sockets;
using System.Security.Authentication;
using StackBench.Core.Text;
using StackBench.Serving.Http;
using StackBench.Serving.Streams;

namespace StackBench.Serving.Running;

/// <summary>
/// Whether what came back is a whole answer. Only a good end is a success: an answer that lacks one may have been cut anywhere.
/// </summary>
/// <param name="isDone">Whether <c>[DONE]</c> came: what the connection does after it is no matter of the request.</param>
/// <param name="asked">Output tokens asked for.</param>
/// <param name="isExact">Whether the server was told to generate all of them.</param>
internal sealed class RequestOutcome(Exchange exchange, ParsedStream parsed, bool isDone, int asked, bool isExact, ApiKey key)
{
    /// <param name="isCancelled">By the user, or as the time of the load was over.</param>
    /// <param name="isLate">The time of the request was over.</param>
    public (RequestStatus Status, string? Error) Of(Exception? failure, bool isCancelled, bool isLate, Uri endpoint)
    {
        if (isDone) return Whole();
        if (failure is not null && exchange.Stall is { } stall) return (RequestStatus.Timeout, stall);
        if (failure is not null && isCancelled) return (RequestStatus.Cancelled, "the run was ended");
        if (exchange.HttpStatus is not (null or 200))
            return (RequestStatus.HttpError, Refusal.OfStatus(exchange.Head, exchange.Text, key));
        if (parsed.Error is not null) return (RequestStatus.StreamError, parsed.Error);
        if (exchange.HttpStatus is 200 && exchange.IsRefusal)
            return (RequestStatus.Malformed, Refusal.OfBody(exchange.Head, exchange.Text, key));
        return failure switch
        {
            null when parsed.Events.IsEmpty => (RequestStatus.Malformed, Refusal.OfBody(exchange.Head, exchange.Text, key)),
            null => Whole(),
            _ when isLate && exchange.LacksDone => (RequestStatus.Cut,
                FormattableString.Invariant(
                    $"the answer ended, but neither [DONE] nor the end of the response came within {Exchange.DoneLimit.TotalSeconds} s")),
            _ when isLate => (RequestStatus.Timeout, "no end within the time limit"),
            StreamFormatException => (RequestStatus.Malformed, SafeText.OneLine(failure.Message)),
            SocketException { SocketErrorCode: not (SocketError.ConnectionReset or SocketError.Shutdown) } or AuthenticationException
                when !exchange.HasBegun => (RequestStatus.ConnectFailed, Trouble.Of(failure, endpoint)),
            _ when !exchange.HasBegun && endpoint.Scheme == Uri.UriSchemeHttp =>
                (RequestStatus.Cut, $"{SafeText.OneLine(failure.Message)}; if the server speaks TLS, use https://"),
            _ => (RequestStatus.Cut, SafeText.OneLine(failure.Message)),
        };
    }

    private (RequestStatus Status, string? Error) Whole()
    {
        if (parsed.Error is not null) return (RequestStatus.StreamError, parsed.Error);
        if (parsed.FinishReason is not { } reason)
            return (RequestStatus.Cut, isDone ? "[DONE] came without a finish reason" : "the stream ended without a finish reason");
        if (!FinishReasons.IsGood(reason)) return (RequestStatus.Aborted, $"the server ended the answer with finish reason '{reason}'");
        var events = parsed.Events.Count(one => one.CarriesTokens);
        var tokens = OutputTokens.Of(parsed.Counts, events);
        if (tokens.Count == 0) return (RequestStatus.Empty, $"the answer has no token (finish reason '{reason}')");
        // Events hold several tokens where servers bundle, but no server counts twice as many as it was allowed and shows next to none.
        var shown = tokens.Count - (long)(parsed.Counts.Reasoning ?? 0);
        if (shown > (2L * asked) + 16 && events < shown / 2)
            return (RequestStatus.Malformed,
                FormattableString.Invariant(
                    $"the server counts {tokens.Count} tokens where at most {asked} were asked for and {events} events came"));
        if (isExact && tokens.Count < asked)
            return (RequestStatus.Short, FormattableString.Invariant(
                $"{tokens.Count} of the {asked} tokens asked for{Counter(tokens)} (finish reason '{reason}')"));
        return (RequestStatus.Ok, null);
    }

    private static string Counter(OutputTokens tokens) => tokens.Source == TokenSource.Events ? ", by its events" : "";
}
