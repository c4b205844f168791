using System.Globalization;
using System.Text;

namespace StackBench.Serving.Http;

/// <summary>The part of a request that is the same for all of a cell.</summary>
internal sealed class RequestHead
{
    private readonly byte[] _bytes;

    public RequestHead(Uri endpoint, string route, ApiKey key)
    {
        var host = endpoint.HostNameType == UriHostNameType.IPv6 ? endpoint.Host : endpoint.IdnHost;
        var port = endpoint.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{endpoint.Port}");
        // Compressed, events would come in lumps.
        _bytes = Encoding.ASCII.GetBytes(
            $"POST {ApiRoute.PathOf(endpoint, route)} HTTP/1.1\r\nHost: {host}{port}\r\nUser-Agent: stackbench\r\n"
                + $"Accept: text/event-stream\r\nAccept-Encoding: identity\r\nContent-Type: "
                + $"application/json\r\n{key.Header}Content-Length: ");
    }

    /// <summary>The whole request, ready to be written at once.</summary>
    public byte[] With(ReadOnlySpan<byte> body) =>
        [.. _bytes, .. Encoding.ASCII.GetBytes(body.Length.ToString(CultureInfo.InvariantCulture)), .. "\r\n\r\n"u8, .. body];
}
