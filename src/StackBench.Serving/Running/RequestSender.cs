using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using StackBench.Core.Text;
using StackBench.Serving.Streams;

namespace StackBench.Serving.Running;

/// <summary>Sends one request and reads its stream, timing each read once; parsing comes after the end.</summary>
internal sealed class RequestSender(LoadPlan plan, HttpMessageInvoker client, ApiKey key, RunClock clock)
{
    private const int ReadBytes = 16384;
    private const int ErrorBytes = 16384;
    private const int ErrorCharacters = 2048;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly Uri _uri = new(plan.Endpoint.ToString().TrimEnd('/') + (plan.Api == ServingApi.Chat ? "/v1/chat/completions" : "/v1/completions"));

    public async Task<RequestRecord> SendAsync(int index, long scheduled, long dispatched, byte[] body, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(plan.RequestTimeout);
        using var splitter = new SseSplitter();
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        var record = new RequestRecord(index, scheduled, dispatched, clock.Now(), null, 0, RequestStatus.Ok, [], new TokenCounts());
        long done;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _uri) { Content = new ByteArrayContent(body) { Headers = { ContentType = Json } } };
            key.Authorise(request);
            using var response = await client.SendAsync(request, limit.Token);
            record = record with { Headers = clock.Now(), HttpStatus = (int)response.StatusCode };
            using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            if (record.HttpStatus != 200)
            {
                record = record with { Status = RequestStatus.HttpError, Error = Short(key.Strip(await ErrorTextAsync(stream, limit.Token))) };
            }
            else
            {
                await ReadAsync(stream, splitter, buffer, limit.Token);
            }

            done = clock.Now();
        }
        catch (Exception e)
        {
            done = clock.Now();
            // A stream that broke after [DONE] was whole.
            if (!splitter.IsDone) record = record with { Status = StatusOf(e, record.Headers is not null, cancellation.IsCancellationRequested), Error = TextOf(e) };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Finish(record with { Done = done }, splitter);
    }

    private async Task ReadAsync(Stream stream, SseSplitter splitter, byte[] buffer, CancellationToken cancellation)
    {
        for (var read = 0; ; read++)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(0, ReadBytes), cancellation);
            if (count == 0) break;
            splitter.Feed(buffer.AsSpan(0, count), clock.Now(), read);
        }
    }

    private RequestRecord Finish(RequestRecord record, SseSplitter splitter)
    {
        var parsed = EventParser.Parse(splitter);
        var status = record.Status;
        var error = record.Error;
        if (status == RequestStatus.Ok && parsed.Error is not null) (status, error) = (RequestStatus.StreamError, parsed.Error);
        else if (status == RequestStatus.Ok && parsed.FinishReason is null && !splitter.IsDone)
            (status, error) = splitter.Events.Count == 0
                ? (RequestStatus.Malformed, "the response holds no event")
                : (RequestStatus.Cut, "the stream ended without [DONE] or a finish reason");
        else if (status == RequestStatus.Ok && !parsed.Events.Any(one => one.CarriesTokens)) status = RequestStatus.Empty;
        return record with
        {
            Status = status,
            Error = key.Strip(error),
            Events = parsed.Events,
            Counts = parsed.Counts,
            FinishReason = key.Strip(parsed.FinishReason),
        };
    }

    private static async Task<string> ErrorTextAsync(Stream stream, CancellationToken cancellation)
    {
        var bytes = new byte[ErrorBytes];
        var count = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return SafeText.OneLine(Encoding.UTF8.GetString(bytes, 0, count));
    }

    // Cut after the key is out, and far from the end of what was read: no part of a key is left at an edge.
    private static string Short(string text) => text.Length <= ErrorCharacters ? text : text[..ErrorCharacters] + "...";

    private static RequestStatus StatusOf(Exception e, bool hasHeaders, bool isCancelled) => e switch
    {
        _ when isCancelled => RequestStatus.Cancelled,
        OperationCanceledException => RequestStatus.Timeout,
        StreamFormatException => RequestStatus.Malformed,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
            => RequestStatus.ConnectFailed,
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } when !hasHeaders => RequestStatus.Malformed,
        _ => RequestStatus.Cut,
    };

    private static string TextOf(Exception e) => e is OperationCanceledException ? "no end within the time limit" : SafeText.OneLine(e.Message);
}
