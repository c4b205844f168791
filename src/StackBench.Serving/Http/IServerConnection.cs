namespace StackBench.Serving.Http;

/// <summary>One connection to a server, for one request at a time. Disposing ends what is under way.</summary>
internal interface IServerConnection : IDisposable
{
    /// <summary>Whether an answer has come over it before: then the server may have closed it meanwhile.</summary>
    bool WasUsed { get; set; }

    /// <summary>An idle connection that can be read has been closed, or holds what nobody asked for.</summary>
    bool IsIdle { get; }

    /// <summary>
    /// Sends a request and hands over what comes back until the sink has all it wants. What the sink throws ends the exchange.
    /// </summary>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The connection failed.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed meanwhile.</exception>
    Task ExchangeAsync(ReadOnlyMemory<byte> request, IResponseSink sink);
}
