namespace StackBench.Store;

/// <summary>The store could not do what was asked: what and why in the message, what to do in the remedy.</summary>
public sealed class StoreException(StoreFailure failure, string message, string remedy, Exception? inner = null) : Exception(message, inner)
{
    public StoreFailure Failure { get; } = failure;

    public string Remedy { get; } = remedy;

    /// <summary>What has all that was to be written although something failed.</summary>
    public StoreCopy Kept { get; init; }
}
