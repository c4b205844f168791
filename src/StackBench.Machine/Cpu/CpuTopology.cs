using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>Which logical CPUs are online and which physical core and socket each belongs to.</summary>
/// <param name="CoreOf">An arbitrary but unique name of the core by logical CPU; empty where the machine does not tell.</param>
internal sealed record CpuTopology(
    ImmutableArray<int> Online, Fact<int> Present, ImmutableDictionary<int, string> CoreOf, Fact<int> Sockets)
{
    private const string Folder = "/sys/devices/system/cpu";

    public Fact<int> Cores =>
        CoreOf.IsEmpty ? Fact<int>.Unknown("neither sysfs nor cpuinfo tells which threads share a core") : CountCores(Online);

    /// <summary>Physical cores among some CPUs; each CPU counts as one where cores are not told.</summary>
    public int CountCores(IEnumerable<int> cpus) =>
        cpus.Select(cpu => CoreOf.GetValueOrDefault(cpu, $"cpu{cpu}")).Distinct(StringComparer.Ordinal).Count();

    public static CpuTopology Read(SystemTree tree, CpuInfo info)
    {
        var online = OnlineCpus(tree, info);
        var present = tree.Text($"{Folder}/present").Then<int>(text => CpuList.Parse(text) is { IsEmpty: false } cpus
            ? cpus.Length
            : Fact<int>.Unknown($"{Folder}/present says '{PlainText.Excerpt(text)}'"));
        // A source counts only if it answers for every CPU, so that one broken file cannot split a core in two.
        var cores = Map(online, cpu => Siblings(tree, cpu, "core_cpus_list"))
            ?? Map(online, cpu => Siblings(tree, cpu, "thread_siblings_list"))
            ?? Map(online, cpu => Pair(Topology(tree, cpu, "physical_package_id"), Topology(tree, cpu, "core_id")))
            ?? Map(online, cpu => Pair(info.Number(cpu, "physical id"), info.Number(cpu, "core id")))
            ?? ImmutableDictionary<int, string>.Empty;
        var sockets = Map(online, cpu => Package(tree, cpu)) ?? Map(online, cpu => info.Number(cpu, "physical id"));
        return new CpuTopology(online, present, cores, sockets is null
            ? Fact<int>.Unknown("neither sysfs nor cpuinfo tells the sockets")
            : sockets.Values.Distinct().Count());
    }

    private static ImmutableArray<int> OnlineCpus(SystemTree tree, CpuInfo info)
    {
        var listed = tree.Text($"{Folder}/online");
        if (listed.IsKnown && CpuList.Parse(listed.Value) is { IsEmpty: false } cpus) return cpus;
        return [.. info.Processors.Keys];
    }

    private static ImmutableDictionary<int, T>? Map<T>(ImmutableArray<int> cpus, Func<int, T?> find)
        where T : class
    {
        var found = ImmutableDictionary.CreateBuilder<int, T>();
        foreach (var cpu in cpus)
        {
            if (find(cpu) is not { } value) return null;
            found.Add(cpu, value);
        }

        return found.Count == 0 ? null : found.ToImmutable();
    }

    private static ImmutableDictionary<int, string>? Map(ImmutableArray<int> cpus, Func<int, int?> find) =>
        Map(cpus, cpu => find(cpu)?.ToString(CultureInfo.InvariantCulture));

    // On mainframes packages count within a book, and books within a drawer.
    private static string? Package(SystemTree tree, int cpu) => Topology(tree, cpu, "physical_package_id") is { } package
        ? string.Create(
            CultureInfo.InvariantCulture, $"{Topology(tree, cpu, "drawer_id")}:{Topology(tree, cpu, "book_id")}:{package}")
        : null;

    private static string? Siblings(SystemTree tree, int cpu, string file)
    {
        var text = tree.Text($"{Folder}/cpu{cpu}/topology/{file}");
        return text.IsKnown && CpuList.Parse(text.Value) is { } cpus && cpus.Contains(cpu) ? string.Join(',', cpus) : null;
    }

    // The kernel writes -1 where the firmware does not tell.
    private static int? Topology(SystemTree tree, int cpu, string file) =>
        tree.Number($"{Folder}/cpu{cpu}/topology/{file}") is { IsKnown: true, Value: >= 0 and <= int.MaxValue } number
            ? (int)number.Value
            : null;

    private static string? Pair(int? package, int? core) => package is null || core is null ? null : $"{package}:{core}";
}
