using System.Collections.Concurrent;
using StackBench.Serving.Http;

namespace StackBench.Serving.Running;

/// <summary>Connections of a cell: opened before the start, so that no request pays for one, and counted.</summary>
internal sealed class Connections(Uri endpoint) : IDisposable
{
    private readonly ConcurrentStack<IServerConnection> _idle = [];
    private int _connects;

    /// <summary>Connections opened because no idle one was left.</summary>
    public int Connects => Volatile.Read(ref _connects);

    public async Task OpenAsync(int count, CancellationToken cancellation)
    {
        // In small groups, for a burst of thousands would overflow the server's backlog and wait for a second.
        for (var opened = 0; opened < count; opened += 32)
        {
            // Each is kept as it opens: those beside one that fails are closed with the rest.
            await Task.WhenAll(
                Enumerable.Range(0, Math.Min(32, count - opened)).Select(async _ => _idle.Push(await OpenAsync(cancellation))));
        }
    }

    /// <param name="isNew">Not one that may have been closed while it was idle.</param>
    public ValueTask<IServerConnection> TakeAsync(bool isNew, CancellationToken cancellation)
    {
        while (!isNew && _idle.TryPop(out var connection))
        {
            if (connection.IsIdle) return ValueTask.FromResult(connection);
            connection.Dispose();
        }

        Interlocked.Increment(ref _connects);
        return new ValueTask<IServerConnection>(OpenAsync(cancellation));
    }

    public void Return(IServerConnection connection)
    {
        connection.WasUsed = true;
        _idle.Push(connection);
    }

    public void Dispose()
    {
        while (_idle.TryPop(out var connection)) connection.Dispose();
    }

    private Task<IServerConnection> OpenAsync(CancellationToken cancellation) =>
        OperatingSystem.IsLinux() && endpoint.Scheme == Uri.UriSchemeHttp
        ? PolledConnection.OpenAsync(endpoint, cancellation)
        : StreamConnection.OpenAsync(endpoint, cancellation);
}
