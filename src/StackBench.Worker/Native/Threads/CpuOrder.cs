using System.Collections.Immutable;
using System.Globalization;

namespace StackBench.Worker.Native.Threads;

/// <summary>The order in which CPUs are given to threads: one per physical core first, SMT siblings after.</summary>
internal static class CpuOrder
{
    /// <summary>Orders CPUs by a name of their core; CPUs of one core have the same name.</summary>
    public static ImmutableArray<int> OnePerCoreFirst(IEnumerable<int> cpus, Func<int, string> coreOf) =>
    [
        .. cpus.Order()
            .GroupBy(coreOf, StringComparer.Ordinal)
            .SelectMany(core => core.Select((cpu, sibling) => (cpu, sibling)))
            .OrderBy(place => place.sibling)
            .ThenBy(place => place.cpu)
            .Select(place => place.cpu),
    ];

    /// <summary>The CPUs of this process in that order, with cores read from the topology under <paramref name="root"/>.</summary>
    public static ImmutableArray<int> OfThisProcess(string root = "/") =>
        OnePerCoreFirst(Affinity.AllowedCpus(), cpu => CoreName(root, cpu));

    /// <summary>
    /// Physical cores this process may use: two hardware threads of a core count once, and a quota of processor time lowers the count.
    /// </summary>
    public static int PhysicalCores() => Math.Min(Environment.ProcessorCount, Cores(Affinity.AllowedCpus(), "/"));

    /// <summary>Distinct cores among CPUs, by the topology under <paramref name="root"/>.</summary>
    public static int Cores(IEnumerable<int> cpus, string root) =>
        cpus.Select(cpu => CoreName(root, cpu)).Distinct(StringComparer.Ordinal).Count();

    // A machine without topology files is taken to have one thread per core.
    private static string CoreName(string root, int cpu)
    {
        var number = cpu.ToString(CultureInfo.InvariantCulture);
        var siblings = Path.Combine(root, "sys/devices/system/cpu", $"cpu{number}", "topology/thread_siblings_list");
        return File.Exists(siblings) ? File.ReadAllText(siblings).Trim() : number;
    }
}
