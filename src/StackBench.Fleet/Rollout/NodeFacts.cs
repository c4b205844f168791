using StackBench.Fleet.Nights;

namespace StackBench.Fleet.Rollout;

/// <summary>What each node had of a fact, night by night.</summary>
internal sealed class NodeFacts
{
    private readonly string?[][] _values;

    public NodeFacts(FleetLog log, RolloutFact fact)
    {
        Nodes = [.. log.Nights.SelectMany(night => night.Nodes.Keys).Distinct().Order(StringComparer.Ordinal)];
        (With, Against) = ([.. fact.With], [.. fact.Against]);
        _values = [.. log.Nights.Select(night => Nodes.Select(node => ValueOf(night, node, fact)).ToArray())];
        Present = [.. log.Nights.Select(night => Nodes.Select(night.Nodes.ContainsKey).ToArray())];
    }

    /// <summary>In order; all indexes of nodes are into these.</summary>
    public string[] Nodes { get; }

    /// <summary>Whether a node was measured: night, then node.</summary>
    public bool[][] Present { get; }

    private HashSet<string> With { get; }

    private HashSet<string> Against { get; }

    public bool HasWith(int night, int node) => _values[night][node] is { } value && With.Contains(value);

    public bool HasAgainst(int night, int node) => _values[night][node] is { } value && Against.Contains(value);

    /// <summary>The two nights between which a node last changed from the one value to the other; null where it did not.</summary>
    public NightPair? ChangeOf(int node)
    {
        NightPair? found = null;
        var last = -1;
        for (var night = 0; night < _values.Length; night++)
        {
            if (!Present[night][node]) continue;
            if (last >= 0 && HasAgainst(last, node) && HasWith(night, node)) found = new NightPair(last, night);
            last = night;
        }

        return found;
    }

    /// <summary>Whether a node was there in both nights and had one known value all the time.</summary>
    public bool IsSteady(NightPair nights, int node)
    {
        if (!Present[nights.Before][node] || !Present[nights.After][node] || _values[nights.Before][node] is not { } value) return false;
        for (var night = nights.Before + 1; night <= nights.After; night++)
            if (Present[night][node] && _values[night][node] != value) return false;
        return true;
    }

    // GPUs of a node that differ in the fact belong to neither side.
    private static string? ValueOf(FleetNight night, string node, RolloutFact fact)
    {
        if (!night.Nodes.TryGetValue(node, out var there)) return null;
        string? value = null;
        var ending = fact.Name.AsSpan(fact.Name.LastIndexOf('.') + 1);
        foreach (var one in there.Facts)
        {
            if (one.Value is null || one.Value == value || !one.Name.AsSpan().EndsWith(ending, StringComparison.Ordinal)
                || FactNames.Short(one.Name) != fact.Name)
                continue;
            if (value is not null) return null;
            value = one.Value;
        }

        return value;
    }
}

/// <summary>Two nights, as indexes.</summary>
internal readonly record struct NightPair(int Before, int After);
