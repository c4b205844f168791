using System.Collections.Immutable;
using StackBench.Machine.Files;

namespace StackBench.Machine.Doctor;

/// <summary>Watches this machine for a moment.</summary>
internal static class ActivityWatch
{
    /// <summary>Times come in hundredths of a second: this tells a twentieth of a CPU from none.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(300);

    public static async Task<Fact<Activity>> WatchAsync(
        SystemTree tree, TimeProvider time, CancellationToken cancellation, IReadOnlySet<int>? called = null)
    {
        var begin = time.GetTimestamp();
        var before = ActivitySnapshot.Take(tree);
        await Task.Delay(Duration, time, cancellation);
        var after = ActivitySnapshot.Take(tree);
        var seconds = time.GetElapsedTime(begin).TotalSeconds;
        return after.Processes.IsEmpty
            ? Fact<Activity>.Unknown("/proc lists no processes")
            : ActivitySnapshot.Between(before, after, seconds, [Environment.ProcessId, .. called ?? ImmutableHashSet<int>.Empty]);
    }
}
