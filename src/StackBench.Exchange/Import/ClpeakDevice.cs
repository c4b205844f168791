namespace StackBench.Exchange.Import;

/// <summary>A device as clpeak names it.</summary>
/// <param name="Index">Among the devices of the backend; null where the file does not say.</param>
internal sealed record ClpeakDevice(string Backend, string Name, string? Index)
{
    public override string ToString() => $"{Name.Trim()} ({Backend}{(Index is null ? "" : $" {Index}")})".Trim();
}
