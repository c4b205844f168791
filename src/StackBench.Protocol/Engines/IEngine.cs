namespace StackBench.Protocol.Engines;

/// <summary>
/// A family of operations behind the worker protocol; <see cref="EngineConversation"/> turns its exceptions into messages. One that holds
/// something to be freed is <see cref="IAsyncDisposable"/>.
/// </summary>
/// <remarks>
/// An engine that computes by itself does so on the calling thread and returns finished tasks: it is always called from one thread, as the
/// thread pools of libraries demand, and no sign of life disturbs it. One that waits for others returns at once; the host
/// is sent signs of life meanwhile.
/// </remarks>
public interface IEngine
{
    /// <exception cref="UnsupportedException">The engine cannot start.</exception>
    Task<Ready> DescribeAsync(CancellationToken cancellation);

    /// <summary>Makes inputs, runs the operation once and checks the result.</summary>
    /// <exception cref="UnsupportedException">The operation, type or device is not available here.</exception>
    /// <exception cref="CheckFailedException">The result differs from the reference.</exception>
    /// <exception cref="DeviceLostException">The device is lost, and with it this process.</exception>
    Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation);
}
