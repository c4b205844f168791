namespace StackBench.Exchange.Import;

/// <summary>A file cannot be imported: which one, where and why.</summary>
public sealed class ImportException(string file, string? position, string reason, Exception? inner = null)
    : Exception(position is null ? $"{file}: {reason}" : $"{file}, {position}: {reason}", inner)
{
    /// <summary>Where in the file; null where it concerns the whole file.</summary>
    public string? Position { get; } = position;

    public string Reason { get; } = reason;
}
