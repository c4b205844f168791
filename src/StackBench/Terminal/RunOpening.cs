using System.Globalization;
using StackBench.Core.Events;
using StackBench.Core.Results;

namespace StackBench.Terminal;

/// <summary>What a run found and what it will do, before it measures.</summary>
internal static class RunOpening
{
    private const string Prefix = "engine.", Suffix = ".version";

    public static IEnumerable<string> Of(RunStarted started)
    {
        var facts = started.Run.Fingerprint;
        var engines = facts.Facts.Where(fact => fact.Name.StartsWith(Prefix, StringComparison.Ordinal)
                && fact.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .ToLookup(fact => fact.Value is not null, fact => (Name: fact.Name[Prefix.Length..^Suffix.Length], fact.Value));
        yield return MachineSummary.Of(facts);
        var found = string.Join(", ", engines[true].Select(engine => $"{engine.Name} {engine.Value}"));
        var missing = string.Join(", ", engines[false].Select(engine => engine.Name));
        if (found.Length > 0) yield return $"found: {found}{(missing.Length > 0 ? $"; not here: {missing}" : "")}";
        var launches = started.PlannedSteps == 1
            ? "1 launch"
            : string.Create(CultureInfo.InvariantCulture, $"{started.PlannedSteps} launches");
        yield return $"measuring {launches}{(started.EstimatedSeconds is { } seconds ? About(seconds) : "")}";
    }

    /// <summary><c>, about 2 min</c>.</summary>
    public static string About(double seconds)
    {
        const double minute = 60, step = 10;
        return seconds < minute
            ? string.Create(CultureInfo.InvariantCulture, $", about {Math.Ceiling(seconds / step) * step:F0} s")
            : string.Create(CultureInfo.InvariantCulture, $", about {Math.Ceiling(seconds / minute):F0} min");
    }
}
