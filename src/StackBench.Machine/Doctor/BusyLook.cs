using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Machine.Cpu;
using StackBench.Machine.Files;

namespace StackBench.Machine.Doctor;

/// <summary>A glance at this machine before it is measured: who else uses the CPU.</summary>
public static class BusyLook
{
    private const int Most = 3;

    /// <summary>Takes less than a second.</summary>
    /// <returns>The busiest processes, the busiest first; empty where so little goes elsewhere that a measurement does not suffer, or
    /// where the machine does not tell.</returns>
    /// <param name="calledPort">Port of this machine whose server is measured, and so is nobody else; null for none.</param>
    public static async Task<ImmutableArray<BusyProcess>> TakeAsync(int? calledPort, TimeProvider time, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux()) return [];
        var activity = await ActivityWatch.WatchAsync(
            new SystemTree("/"), time, cancellation, calledPort is { } port ? ListeningProcesses.On(port) : null);
        return activity.IsKnown ? Of(activity.Value, Environment.ProcessorCount) : [];
    }

    internal static ImmutableArray<BusyProcess> Of(Activity activity, int cpus) => CpuContention.Is(activity.BusyCpus / cpus)
        ?
        [
            .. activity.Others.Take(Most)
                .Select(process => new BusyProcess(process.Id, process.Name, process.CpuSeconds / activity.Seconds)),
        ]
        : [];
}
