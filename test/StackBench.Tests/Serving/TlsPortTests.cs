using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Engine;
using StackBench.Serving.Http;
using StackBench.Serving.Prompts;
using StackBench.Serving.Requests;
using StackBench.Serving.Running;

namespace StackBench.Tests.Serving;

/// <summary>http on a port of TLS, and https on a port without: each is told the other.</summary>
public sealed class TlsPortTests
{
    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("")]
    public async Task Https_to_a_plain_port_is_told_http(string answer)
    {
        using var server = Listen(async socket =>
        {
            var buffer = new byte[4096];
            await socket.ReceiveAsync(buffer);
            if (answer.Length > 0) await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        }, "https", out var endpoint);
        var asked = await Assert.ThrowsAsync<IOException>(
            () => EndpointFacts.AskAsync(endpoint, null, ExtraHeaders.None, TestContext.Current.CancellationToken));
        Assert.Contains("use http:// instead of https://", asked.Message, StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<AuthenticationException>(() => RunAsync(endpoint));
        Assert.Contains("use http:// instead of https://", Trouble.Of(failure, endpoint), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_to_a_port_of_tls_is_told_https()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        using var server = Listen(async socket =>
        {
            await using var secure = new SslStream(new NetworkStream(socket));
            await secure.AuthenticateAsServerAsync(certificate);
        }, "http", out var endpoint);
        Assert.Empty((await EndpointFacts.AskAsync(endpoint, null, ExtraHeaders.None, TestContext.Current.CancellationToken)).Models);
        var record = (await RunAsync(endpoint)).Records.Single();
        Assert.NotEqual(RequestStatus.Ok, record.Status);
        Assert.Contains("TLS", record.Error, StringComparison.Ordinal);
        Assert.Contains("use https://", record.Error, StringComparison.Ordinal);
    }

    private static TcpListener Listen(Func<Socket, Task> serve, string scheme, out Uri endpoint)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = AcceptAsync();
        endpoint = new Uri($"{scheme}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        return listener;

        async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    using var socket = await listener.AcceptSocketAsync();
                    try
                    {
                        await serve(socket);
                    }
                    catch (Exception e) when (e is IOException or AuthenticationException)
                    {
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
            }
        }
    }

    private static Task<LoadReport> RunAsync(Uri endpoint) => LoadGenerator.RunAsync(
        new LoadPlan(endpoint, ServingApi.Chat, "m", new ArrivalPattern.Closed(1), 1, new PromptSet.RandomWords(8), 5, 7), null,
        TimeProvider.System, TestContext.Current.CancellationToken);
}
