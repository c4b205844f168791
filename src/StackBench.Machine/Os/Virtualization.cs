using System.Collections.Immutable;
using StackBench.Machine.Cpu;
using StackBench.Machine.Files;

namespace StackBench.Machine.Os;

/// <summary>Finds the hypervisor and the container around this process.</summary>
internal static class Virtualization
{
    private static readonly ImmutableArray<(string Sign, string Name)> Hypervisors =
    [
        ("KVMKVMKVM", "kvm"), ("Linux KVM Hv", "kvm"), ("VMwareVMware", "vmware"), ("Microsoft Hv", "hyper-v"), ("XenVMMXenVMM", "xen"),
        ("TCGTCGTCGTCG", "qemu"),
        ("bhyve bhyve", "bhyve"), ("VBoxVBoxVBox", "virtualbox"), ("QEMU", "qemu"), ("KVM", "kvm"), ("VMware", "vmware"),
        ("VirtualBox", "virtualbox"),
        ("innotek", "virtualbox"), ("Xen", "xen"), ("Virtual Machine", "hyper-v"), ("Google Compute Engine", "kvm"), ("Amazon EC2", "kvm"),
        ("OpenStack", "kvm"), ("xen", "xen"),
    ];

    private static readonly ImmutableArray<(string Sign, string Name)> ContainerGroups =
    [
        ("kubepods", "kubernetes"), ("libpod", "podman"), ("docker", "docker"), ("lxc", "lxc"), ("containerd", "containerd"),
    ];

    /// <summary><c>none</c>, or hypervisor and container, e.g. <c>kvm, docker</c>.</summary>
    public static Fact<string> Read(SystemTree tree, CpuInfo info)
    {
        var parts = new[] { Hypervisor(tree, info), Container(tree) }.OfType<string>().ToArray();
        if (parts.Length > 0) return string.Join(", ", parts);
        // x86 says in its flags whether a hypervisor runs; elsewhere a board that names its maker is taken at its word.
        return info.First("flags") is not null || tree.Line("/sys/class/dmi/id/sys_vendor").IsKnown
            ? "none"
            : Fact<string>.Unknown("neither processor nor firmware tells of a hypervisor");
    }

    private static string? Hypervisor(SystemTree tree, CpuInfo info)
    {
        if (tree.Line("/proc/sys/kernel/osrelease").Or("").Contains("microsoft", StringComparison.OrdinalIgnoreCase)) return "wsl";
        var cpuid = tree.IsThisMachine ? Cpuid.OfThisProcessor : null;
        var isVirtual = (info.First("flags") ?? "").Split(' ').Contains("hypervisor") || cpuid is { IsVirtual: true };
        // A bare-metal machine may carry the name of a cloud; x86 says by itself whether a hypervisor runs.
        if (info.First("flags") is not null && !isVirtual) return null;
        var signs =
            new[] { cpuid?.Hypervisor, tree.Line("/sys/hypervisor/type").Or(""), tree.Line(
                "/sys/class/dmi/id/sys_vendor").Or(""), tree.Line("/sys/class/dmi/id/product_name").Or("") };
        return signs.OfType<string>().Select(sign => Match(Hypervisors, sign)).FirstOrDefault(name => name is not null)
            ?? (isVirtual ? "unnamed hypervisor" : null);
    }

    private static string? Container(SystemTree tree)
    {
        if (tree.Exists("/run/.containerenv")) return "podman";
        if (Match(ContainerGroups, tree.Text("/proc/self/cgroup").Or("")) is { } group) return group;
        if (tree.Exists("/.dockerenv")) return "docker";
        return tree.Line("/run/systemd/container") is { IsKnown: true } named ? named.Value : null;
    }

    private static string? Match(ImmutableArray<(string Sign, string Name)> known, string text) =>
        known.Where(entry => text.Contains(entry.Sign, StringComparison.Ordinal)).Select(entry => entry.Name).FirstOrDefault();
}
