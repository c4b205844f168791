namespace StackBench.Postgres;

/// <summary>A database that cannot be reached, read or written.</summary>
/// <param name="remedy">What to do about it; null where the message says all.</param>
public sealed class DatabaseException(string message, string? remedy = null, Exception? inner = null) : Exception(message, inner)
{
    public string? Remedy { get; } = remedy;
}
