namespace StackBench.Protocol;

/// <summary>For signals and watching threads, which may speak just as what they would cancel has come to its end.</summary>
public static class LateCancellation
{
    /// <summary>Cancels; does nothing where the source has been disposed.</summary>
    public static void CancelUnlessDisposed(this CancellationTokenSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // What it would have ended is over.
        }
    }
}
