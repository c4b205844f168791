using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>What may have changed one result: how its engine computed it, then the facts of the machine that concern it.</summary>
internal static class ResultSuspects
{
    /// <summary>Name of the change of the kernel or provider that ran.</summary>
    public const string Backend = "launch.backend";

    /// <summary>Name of the change of the number of threads.</summary>
    public const string Threads = "launch.threads";

    public static ImmutableArray<FactChange> Of(BenchmarkResult before, BenchmarkResult after, FingerprintDiff differences)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(differences);
        FactChange?[] own =
        [
            Change(Backend, before, after, launch => launch.Backend),
            Change(Threads, before, after, launch => launch.Threads?.ToString(CultureInfo.InvariantCulture)),
        ];
        return [.. differences.Causes.Where(change => change.Concerns(after.Key)).Concat(own.OfType<FactChange>()).OrderBy(SuspectRank.Of)];
    }

    private static FactChange? Change(string name, BenchmarkResult before, BenchmarkResult after, Func<Launch, string?> select)
    {
        var (old, now) = (Said(before), Said(after));
        return old == now || old is null || now is null ? null : new FactChange(name, old, now, FactRole.Cause);

        string? Said(BenchmarkResult result) => result.Launches is [_, ..] launches && launches.All(launch => select(launch) is not null)
            ? string.Join(", ", launches.Select(select).Distinct(StringComparer.Ordinal))
            : null;
    }
}
