using System.Collections.Immutable;
using StackBench.Machine.Cpu;
using StackBench.Machine.Files;

namespace StackBench.Machine.Os;

/// <summary>
/// Finds the hypervisor below a machine: by the processor, by hypervisor files, the device tree, sysinfo, and the firmware.
/// </summary>
internal static class Hypervisor
{
    private const string Unnamed = "unnamed hypervisor";

    private static readonly string[] DeviceTrees = ["/proc/device-tree", "/sys/firmware/devicetree/base"];

    private static readonly ImmutableArray<(string Sign, string Name)> Signs =
    [
        ("KVMKVMKVM", "kvm"), ("Linux KVM Hv", "kvm"), ("VMwareVMware", "vmware"), ("Microsoft Hv", "hyper-v"), ("XenVMMXenVMM", "xen"),
        ("TCGTCGTCGTCG", "qemu"), ("bhyve bhyve", "bhyve"), ("VBoxVBoxVBox", "virtualbox"), ("ACRNACRNACRN", "acrn"),
        ("QNXQVMBSQG", "qnx"), ("linux,kvm", "kvm"), ("linux,dummy-virt", "qemu"), ("xen,xen", "xen"),
        ("QEMU", "qemu"), ("KVM", "kvm"), ("VMware", "vmware"), ("VirtualBox", "virtualbox"), ("innotek", "virtualbox"),
        ("Virtual Machine", "hyper-v"), ("Google Compute Engine", "kvm"), ("Amazon EC2", "kvm"), ("OpenStack", "kvm"),
        ("CloudStack", "kvm"), ("DigitalOcean", "kvm"), ("Alibaba Cloud", "kvm"), ("Tencent Cloud", "kvm"), ("Huawei Cloud", "kvm"),
        ("Hetzner", "kvm"), ("Scaleway", "kvm"), ("oVirt", "kvm"), ("RHEV", "kvm"), ("Parallels", "parallels"),
        ("Apple Virtualization", "apple"), ("Bochs", "qemu"), ("BHYVE", "bhyve"),
        ("Nutanix", "kvm"), ("HVM domU", "xen"), ("Xen", "xen"), ("xen", "xen"),
    ];

    // PCI devices that only a hypervisor makes.
    private static readonly ImmutableArray<(string Ids, string Name)> Devices =
        [("80ee:beef", "virtualbox"), ("80ee:cafe", "virtualbox"), ("15ad:0405", "vmware"), ("15ad:0740", "vmware"), ("5853:0001", "xen")];

    private static readonly ImmutableArray<string> FirmwareFiles =
        ["sys_vendor", "product_name", "product_version", "board_vendor", "bios_vendor"];

    /// <summary>Its name, or null on bare metal and where nothing tells of one.</summary>
    public static string? Find(SystemTree tree, CpuInfo info)
    {
        if (tree.Line("/proc/sys/kernel/osrelease").Or("").Contains("microsoft", StringComparison.OrdinalIgnoreCase)) return "wsl";
        var cpuid = tree.IsThisMachine ? Cpuid.OfThisProcessor : null;
        var flags = info.First("flags");
        var saysVirtual = (flags ?? "").Split(' ').Contains("hypervisor") || cpuid is { IsVirtual: true };
        var named = cpuid is null ? null : Match(cpuid.Hypervisor);
        named ??= ByFiles(tree) ?? ByDevices(tree);
        if (info.First("vendor_id") == "User Mode Linux") return "user-mode linux";
        // x86 says by itself whether a hypervisor runs, and a bare-metal machine may carry the name of a cloud; others do not.
        if (flags is null || saysVirtual) named ??= ByMainframe(tree) ?? ByDeviceTree(tree) ?? ByFirmware(tree);
        return named ?? (saysVirtual ? Unnamed : null);
    }

    /// <summary>Whether something here would tell of a hypervisor if there was one.</summary>
    public static bool CanTell(SystemTree tree, CpuInfo info) => info.First("flags") is not null
        || tree.Line("/sys/class/dmi/id/sys_vendor").IsKnown
        || DeviceTrees.Any(folder => tree.Exists($"{folder}/model"))
        || tree.Exists("/proc/sysinfo");

    private static string? ByFiles(SystemTree tree)
    {
        if (tree.Line("/sys/hypervisor/type") is not { IsKnown: true, Value: var type }) return null;
        // The host of Xen is a guest in form only.
        return tree.Text("/proc/xen/capabilities").Or("").Contains("control_d", StringComparison.Ordinal) ? null : Match(type) ?? type;
    }

    private static string? ByDevices(SystemTree tree)
    {
        const string Pci = "/sys/bus/pci/devices";
        var listed = tree.Names(Pci).Select(name => $"{Id(tree, $"{Pci}/{name}/vendor")}:{Id(tree, $"{Pci}/{name}/device")}")
            .Concat(tree.Text("/proc/bus/pci/devices").Or("").Split('\n').Select(line => line.Split('\t', ' '))
                .Where(words => words.Length > 1 && words[1].Length == 8).Select(words => $"{words[1][..4]}:{words[1][4..]}"))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Devices.Where(device => listed.Contains(device.Ids)).Select(device => device.Name).FirstOrDefault();
    }

    private static string Id(SystemTree tree, string path) =>
        tree.Line(path).Or("").Replace("0x", "", StringComparison.OrdinalIgnoreCase);

    // VM00 is the innermost level; a mainframe without one is a partition of the firmware's own hypervisor.
    private static string? ByMainframe(SystemTree tree)
    {
        var lines = tree.Text("/proc/sysinfo").Or("").Split('\n');
        var program = lines.FirstOrDefault(line => line.StartsWith("VM00 Control Program:", StringComparison.Ordinal));
        if (program is not null)
            return program.Contains("KVM", StringComparison.Ordinal) ? "kvm"
                : program.Contains("z/VM", StringComparison.Ordinal) ? "z/vm"
                : Unnamed;
        return lines.Any(line => line.StartsWith("LPAR Number:", StringComparison.Ordinal)) ? "pr/sm" : null;
    }

    private static string? ByDeviceTree(SystemTree tree)
    {
        foreach (var folder in DeviceTrees)
        {
            if (Match(tree.Text($"{folder}/hypervisor/compatible").Or("")) is { } hypervisor) return hypervisor;
            var compatible = tree.Text($"{folder}/compatible").Or("");
            if (compatible.Contains("ibm,powernv", StringComparison.Ordinal)) return null;
            if (compatible.Contains("qemu,pseries", StringComparison.Ordinal)) return "kvm";
            if (tree.Exists($"{folder}/ibm,partition-name") && tree.Exists($"{folder}/hmc-managed?")
                && !tree.Exists($"{folder}/chosen/qemu,graphic-width"))
                return "powervm";
            if (Match(compatible) is { } board) return board;
            if (tree.Names(folder).Any(name => name.StartsWith("fw-cfg", StringComparison.Ordinal))) return "qemu";
        }

        return null;
    }

    private static string? ByFirmware(SystemTree tree)
    {
        var texts = FirmwareFiles.Select(file => tree.Line($"/sys/class/dmi/id/{file}").Or("")).ToArray();
        // Amazon's machines without a hypervisor: c7g.metal, c7g.metal-24xl.
        if (texts.Any(text => text.Contains(".metal", StringComparison.Ordinal))) return null;
        return texts.Select(Match).FirstOrDefault(name => name is not null);
    }

    private static string? Match(string text) =>
        Signs.Where(entry => text.Contains(entry.Sign, StringComparison.Ordinal)).Select(entry => entry.Name).FirstOrDefault();
}
