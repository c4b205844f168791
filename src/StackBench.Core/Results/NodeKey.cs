namespace StackBench.Core.Results;

/// <summary>
/// Which machine of its kind a fingerprint is of: the key of the kind (<see cref="MachineKey"/>) and the node's name,
/// <c>61dd6b4ec40d@node7</c>. Runs of one node make a history; runs of two nodes of a kind may be compared. The kind alone where the
/// node is unknown.
/// </summary>
public static class NodeKey
{
    private const char Separator = '@';

    public static string Of(Fingerprint fingerprint) =>
        NodeName.Of(fingerprint) is { } name ? $"{MachineKey.Of(fingerprint)}{Separator}{name}" : MachineKey.Of(fingerprint);

    /// <summary>The kind of a key, as older versions kept what they knew of a machine.</summary>
    public static string KindOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Split(Separator)[0];
    }
}
