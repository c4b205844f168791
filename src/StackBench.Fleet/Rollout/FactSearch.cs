using StackBench.Core.Text;
using StackBench.Fleet.Nights;

namespace StackBench.Fleet.Rollout;

/// <summary>Finds the fact of a question among those of a fleet.</summary>
public static class FactSearch
{
    private const int MostNamed = 8;

    public static FactMatch Of(FleetLog log, RolloutQuestion question)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(question);
        var known = Known(log);
        var meant = known.Where(fact => FactNames.IsMeant(fact.Key, question.Fact)).ToArray();
        if (meant.Length == 0) return Refused($"no node has a fact '{question.Fact}'", Hint(question.Fact, known));
        var both = meant.Select(fact => Values(fact.Key, fact.Value, question))
            .Where(fact => !fact.With.IsEmpty && !fact.Against.IsEmpty).ToArray();
        if (both.FirstOrDefault(fact => fact.With.Intersect(fact.Against).Any()) is { } same)
            return Refused(
                $"'{question.With}' and '{question.Against}' both mean {same.With.Intersect(same.Against).First()}",
                "Write more of the values");
        if (both.FirstOrDefault(fact => fact.Name == FactNames.Short(question.Fact)) is { } exact) return new FactMatch(exact);
        return both switch
        {
            [var only] => new FactMatch(only),
            [] => Refused(
                $"no node has both values of {question.Fact}: '{question.With}' and '{question.Against}'",
                string.Join("; ", meant.Take(MostNamed).Select(fact => $"{fact.Key}: {Listed(fact.Value)}"))),
            _ => Refused($"'{question.Fact}' means several facts", Listed(both.Select(fact => fact.Name))),
        };
    }

    private static RolloutFact Values(string name, IEnumerable<string> values, RolloutQuestion question) => new(
        question, name,
        [.. values.Where(value => FactNames.IsValueMeant(value, question.With))],
        [.. values.Where(value => FactNames.IsValueMeant(value, question.Against))]);

    private static SortedDictionary<string, SortedSet<string>> Known(FleetLog log)
    {
        var known = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var fact in log.Nights.SelectMany(night => night.Nodes.Values).SelectMany(node => node.Facts))
        {
            if (fact.Value is null) continue;
            if (!names.TryGetValue(fact.Name, out var name)) names[fact.Name] = name = FactNames.Short(fact.Name);
            if (!known.TryGetValue(name, out var values)) known[name] = values = new(StringComparer.Ordinal);
            values.Add(fact.Value);
        }

        return known;
    }

    /// <summary>A name that is close, else facts of which the fleet has several values.</summary>
    private static string Hint(string asked, SortedDictionary<string, SortedSet<string>> known) =>
        Spelling.Nearest(asked, known.Keys.Concat(known.Keys.Select(name => name[(name.LastIndexOf('.') + 1)..]))) is { } near
            ? $"Did you mean {near}?"
            : known.Where(fact => fact.Value.Count > 1).Select(fact => fact.Key).ToArray() is [_, ..] several
                ? $"Facts with several values: {Listed(several)}"
                : "All facts of all nodes are equal";

    private static string Listed(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(MostNamed)) + (all.Length > MostNamed ? ", ..." : "");
    }

    private static FactMatch Refused(string reason, string remedy) => new(null, reason, remedy);
}
