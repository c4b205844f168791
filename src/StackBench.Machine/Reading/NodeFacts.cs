using StackBench.Core.Results;

namespace StackBench.Machine.Reading;

/// <summary>
/// Which node of a cluster this is, as Slurm, Kubernetes or the host itself says, and in which job. Without meaning for a comparison's
/// suspects: two nodes of a kind may be compared.
/// </summary>
public static class NodeFacts
{
    private const int MostTopologyCharacters = 256;

    /// <param name="hostName">Of the kernel.</param>
    /// <param name="variable">Value of an environment variable; null when it is not set.</param>
    public static IEnumerable<FingerprintFact> Of(Fact<string> hostName, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        yield return Name(hostName, variable);
        if (variable("SLURM_JOB_ID") is { Length: > 0 } job && job.All(char.IsAsciiDigit))
            yield return new("slurm.job", job, FactRole.Noise);
        // The switches above the node, where a topology plugin knows them: s0.rack2.node7.
        if (variable("SLURM_TOPOLOGY_ADDR") is { Length: > 0 and <= MostTopologyCharacters } topology && topology.All(IsPlain))
            yield return new("slurm.topology", topology, FactRole.Noise);
    }

    private static FingerprintFact Name(Fact<string> hostName, Func<string, string?> variable)
    {
        // Slurm's own name first: its nodes may share a host, and a pod's name is not its node's.
        foreach (var name in (string[])["SLURMD_NODENAME", "NODE_NAME"])
            if (variable(name) is { } value && NodeName.IsValid(value)) return new(NodeName.Fact, value, FactRole.Noise);
        if (!hostName.IsKnown) return new(NodeName.Fact, null, FactRole.Noise, hostName.UnknownReason);
        if (variable("KUBERNETES_SERVICE_HOST") is not null)
            return new(NodeName.Fact, null, FactRole.Noise, "a pod's name is not its node's: set NODE_NAME, or give --node");
        if (NodeName.IsOfContainer(hostName.Value))
            return new(NodeName.Fact, null, FactRole.Noise, "the container has a name of its own: set NODE_NAME, or give --node");
        return NodeName.IsValid(hostName.Value)
            ? new(NodeName.Fact, hostName.Value, FactRole.Noise)
            : new(NodeName.Fact, null, FactRole.Noise, "the host's name has odd characters: give --node");
    }

    private static bool IsPlain(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '[' or ']' or ',';
}
