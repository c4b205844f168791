using System.Net.Sockets;
using System.Security.Authentication;
using StackBench.Core.Text;

namespace StackBench.Serving.Http;

/// <summary>What keeps a connection from being made, in words that say what to do. One line, without a full stop. Pure.</summary>
internal static class Trouble
{
    public static string Of(Exception failure, Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(endpoint);
        var all = Causes(failure).ToArray();
        if (all.OfType<SocketException>().Any(one => one.SocketErrorCode == SocketError.TooManyOpenSockets))
            return "this process may not open more sockets: raise the limit with 'ulimit -n 65536', or lower --concurrency";
        var text = SafeText.OneLine(all[^1].Message);
        var message = string.Join(' ', all.Select(one => one.Message));
        if (all.OfType<AuthenticationException>().Any()
            || (endpoint.Scheme == Uri.UriSchemeHttps && message.Contains("EOF", StringComparison.Ordinal)))
        {
            return message.Contains("frame", StringComparison.OrdinalIgnoreCase)
                || message.Contains("during the TLS handshake", StringComparison.Ordinal)
                || message.Contains("EOF", StringComparison.Ordinal)
                ? $"the server does not speak TLS ({text}): use http:// instead of https://"
                : $"the server's certificate is not trusted ({text}): export SSL_CERT_FILE=ca.pem, a file with the "
                + $"certificate of its authority";
        }

        return all.OfType<SocketException>().LastOrDefault() switch
        {
            { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
                $"the name {endpoint.IdnHost} is unknown ({text}): check --endpoint",
            { SocketErrorCode: SocketError.ConnectionRefused } =>
                $"nothing listens on port {endpoint.Port} ({text}): start the server, or correct --endpoint",
            _ => text,
        };
    }

    private static IEnumerable<Exception> Causes(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException) yield return failure;
    }
}
