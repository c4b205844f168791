namespace StackBench.Protocol.Engines;

/// <summary>What an engine of this very program answers its host; <see cref="EngineConversation"/> turns exceptions into messages.</summary>
public interface IHostedEngine
{
    /// <returns><see cref="Ready"/>.</returns>
    Task<WorkerMessage> DescribeAsync(CancellationToken cancellation);

    /// <exception cref="UnsupportedRequestException">It cannot do what is asked.</exception>
    Task<WorkerMessage> PrepareAsync(Prepare request, CancellationToken cancellation);

    Task<WorkerMessage> MeasureAsync(Measure request, CancellationToken cancellation);

    void Release(string id);
}
