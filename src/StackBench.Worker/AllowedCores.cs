using System.Globalization;

namespace StackBench.Worker;

/// <summary>Physical cores this process may use: two hardware threads of a core count once.</summary>
internal static class AllowedCores
{
    public static int Count() => Math.Max(1, Math.Min(Environment.ProcessorCount, CountPhysical("/") ?? int.MaxValue));

    /// <summary>Distinct cores among the CPUs of the affinity mask; null where the system does not tell.</summary>
    public static int? CountPhysical(string root)
    {
        var status = Path.Combine(root, "proc/self/status");
        if (!File.Exists(status)) return null;
        var allowed = File.ReadLines(status).FirstOrDefault(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
        if (allowed is null) return null;
        var cores = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cpu in CpuList(allowed[(allowed.IndexOf(':', StringComparison.Ordinal) + 1)..]))
        {
            var siblings = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list"));
            if (!File.Exists(siblings)) return null;
            cores.Add(File.ReadAllText(siblings).Trim());
        }

        return cores.Count;
    }

    /// <summary>The kernel's list format: <c>0-3,8</c>.</summary>
    public static IEnumerable<int> CpuList(string list)
    {
        foreach (var range in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            var last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
            for (var cpu = first; cpu <= last; cpu++) yield return cpu;
        }
    }
}
