namespace StackBench.Fleet.Reading;

/// <summary>A document of a spool that is not believed, and why.</summary>
public sealed class SpoolException(string file, string reason) : Exception($"{file}: {reason}")
{
    public string File { get; } = file;

    public string Reason { get; } = reason;
}
