using System.Collections.Immutable;

namespace StackBench.Machine.Files;

/// <summary>The CPUs that a control group admits, for a recorded machine, whose scheduler cannot be asked.</summary>
internal static class Cpuset
{
    /// <summary>Those of the online CPUs that the group of the recording process had; all where no group limits them.</summary>
    public static ImmutableArray<int> Of(SystemTree tree, Cgroup cgroup, ImmutableArray<int> online)
    {
        foreach (var file in Files(tree, cgroup))
            if (tree.Text(file) is { IsKnown: true, Value: var list } && CpuList.Parse(list) is { IsEmpty: false } cpus)
                return online.Intersect(cpus).ToImmutableArray() is { IsEmpty: false } allowed ? allowed : online;
        return online;
    }

    private static IEnumerable<string> Files(SystemTree tree, Cgroup cgroup)
    {
        foreach (var folder in cgroup.FoldersOf("")) yield return $"{folder}/cpuset.cpus.effective";
        foreach (var folder in cgroup.FoldersOf("cpuset"))
        {
            yield return $"{folder}/cpuset.effective_cpus";
            yield return $"{folder}/cpuset.cpus";
        }

        // Without the list of groups the kernel still names the one of this controller.
        var group = tree.Line("/proc/self/cpuset").Or("/").TrimEnd('/');
        foreach (var line in tree.Text("/proc/mounts").Else(() => tree.Text("/proc/self/mounts")).Or("").Split('\n'))
            switch (line.Split(' '))
            {
                case [_, var point, "cgroup2", ..]:
                    yield return $"{point}{group}/cpuset.cpus.effective";
                    break;
                case [_, var point, "cgroup", var options, ..] when options.Split(',').Contains("cpuset"):
                    yield return $"{point}{group}/cpuset.cpus";
                    yield return $"{point}{group}/cpus";
                    break;
                case [_, var point, "cpuset", ..]:
                    yield return $"{point}{group}/cpus";
                    break;
            }
    }
}
