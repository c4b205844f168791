using System.Collections.Immutable;
using StackBench.Machine.Cpu;
using StackBench.Machine.Files;

namespace StackBench.Machine.Os;

/// <summary>The hypervisor and the container around this process.</summary>
internal static class Virtualization
{
    private static readonly ImmutableArray<(string Sign, string Name)> ContainerGroups =
    [
        ("kubepods", "kubernetes"), ("libpod", "podman"), ("docker", "docker"), ("lxc", "lxc"), ("containerd", "containerd"),
    ];

    /// <summary><c>none</c>, or hypervisor and container, e.g. <c>kvm, docker</c>.</summary>
    public static Fact<string> Read(SystemTree tree, CpuInfo info, string? hypervisor)
    {
        var parts = new[] { hypervisor, Container(tree) }.OfType<string>().ToArray();
        if (parts.Length > 0) return string.Join(", ", parts);
        return Hypervisor.CanTell(tree, info)
            ? "none"
            : Fact<string>.Unknown("neither processor nor firmware tells of a hypervisor");
    }

    private static string? Container(SystemTree tree)
    {
        if (tree.Exists("/run/.containerenv")) return "podman";
        var groups = tree.Text("/proc/self/cgroup").Or("");
        var group = ContainerGroups.Where(entry => groups.Contains(entry.Sign, StringComparison.Ordinal)).Select(entry => entry.Name)
            .FirstOrDefault();
        if (group is not null) return group;
        if (tree.Exists("/.dockerenv")) return "docker";
        return tree.Line("/run/systemd/container") is { IsKnown: true } named ? named.Value : null;
    }
}
