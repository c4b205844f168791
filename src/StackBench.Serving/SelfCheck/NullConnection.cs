using System.Net.Sockets;

namespace StackBench.Serving.SelfCheck;

/// <summary>One connection of a null server: request after request, until the client closes.</summary>
internal sealed class NullConnection(Socket socket, NullServer server) : IDisposable
{
    private const int LongestRequest = 16 << 20;

    public static async ValueTask SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes)..];
    }

    public async Task ServeAsync()
    {
        try
        {
            using var _ = socket;
            socket.NoDelay = true;
            socket.Blocking = false;
            var buffer = new byte[8192];
            var length = 0;
            while (true)
            {
                while (RequestFrame.Find(buffer.AsSpan(0, length)) is { } frame)
                {
                    buffer.AsSpan(frame.Length, length - frame.Length).CopyTo(buffer);
                    length -= frame.Length;
                    if (!frame.IsPost) await SendAsync(socket, frame.IsSentTimes ? server.SentTimes() : NullMessages.Ok);
                    else if (!await server.StreamAsync(socket)) return;
                }

                if (length == buffer.Length)
                {
                    if (length >= LongestRequest) return;
                    Array.Resize(ref buffer, 2 * length);
                }

                var count = await socket.ReceiveAsync(buffer.AsMemory(length));
                if (count == 0) return;
                length += count;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or FormatException or OperationCanceledException)
        {
        }
    }

    public void Dispose() => socket.Dispose();
}
