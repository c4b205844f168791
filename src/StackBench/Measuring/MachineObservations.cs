using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Trends;

namespace StackBench.Measuring;

/// <summary>Observations of the runs of one machine: a step between two machines is none.</summary>
internal static class MachineObservations
{
    /// <param name="machine">Key of <see cref="NodeKey"/>.</param>
    public static ImmutableArray<Observation> Of(IEnumerable<Observation> observations, string machine)
    {
        // Most runs of a machine share one fingerprint in memory, and the key of each is a hash over all facts.
        var machines = new Dictionary<Fingerprint, bool>(ReferenceEqualityComparer.Instance);
        bool IsMine(Fingerprint fingerprint)
        {
            if (!machines.TryGetValue(fingerprint, out var isMine))
                machines.Add(fingerprint, isMine = NodeKey.Of(fingerprint) == machine);
            return isMine;
        }

        return [.. observations.Where(observation => IsMine(observation.Run.Fingerprint))];
    }

    /// <summary>Key of the machine that measured last; at least one observation.</summary>
    public static string Newest(IEnumerable<Observation> observations) =>
        NodeKey.Of(observations.MaxBy(observation => observation.Run.StartedAt)!.Run.Fingerprint);
}
