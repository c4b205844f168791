using StackBench.Machine.Reading;
using StackBench.Tests.Machine.Doctor;

namespace StackBench.Tests.Machine.Os;

public sealed class HypervisorTests
{
    private const string Arm = "/proc/cpuinfo=processor : 0\\nCPU implementer : 0x41\\nCPU part : 0xd0c\\n";
    private const string X86 = "/proc/cpuinfo=processor : 0\\nflags : fpu lm\\n";
    private const string Guest = "/proc/cpuinfo=processor : 0\\nflags : fpu lm hypervisor\\n";
    private const string Power = "/proc/cpuinfo=processor : 0\\ncpu : POWER9 (architected), altivec supported\\n";
    private const string Dmi = "|/sys/class/dmi/id/";

    [Theory]
    [InlineData(Arm + Dmi + "sys_vendor=Amazon EC2" + Dmi + "product_name=t4g.small", "kvm")]
    [InlineData(Arm + Dmi + "sys_vendor=Amazon EC2" + Dmi + "product_name=c7g.metal", "none")]
    [InlineData(Arm + Dmi + "sys_vendor=QEMU" + Dmi + "product_name=KVM Virtual Machine", "qemu")]
    [InlineData(Arm + Dmi + "sys_vendor=Microsoft Corporation" + Dmi + "product_name=Virtual Machine", "hyper-v")]
    [InlineData(Arm + Dmi + "sys_vendor=NVIDIA" + Dmi + "product_name=NVIDIA_DGX_Spark", "none")]
    [InlineData(Arm + "|/proc/device-tree/hypervisor/compatible=linux,kvm|/proc/device-tree/model=x", "kvm")]
    [InlineData(Arm + "|/proc/device-tree/compatible=linux,dummy-virt", "qemu")]
    [InlineData(Arm + "|/proc/device-tree/model=Raspberry Pi 5 Model B", "none")]
    [InlineData(Arm, null)]
    [InlineData(X86 + Dmi + "sys_vendor=Amazon EC2", "none")]
    [InlineData(X86 + Dmi + "sys_vendor=QEMU", "none")]
    [InlineData(Guest + Dmi + "sys_vendor=Amazon EC2", "kvm")]
    [InlineData(Guest, "unnamed hypervisor")]
    [InlineData(X86 + "|/sys/hypervisor/type=xen", "xen")]
    [InlineData(X86 + "|/sys/hypervisor/type=xen|/proc/xen/capabilities=control_d", "none")]
    [InlineData(X86 + "|/proc/bus/pci/devices=0010\\t80eebeef\\t12", "virtualbox")]
    [InlineData(Power + "|/proc/device-tree/compatible=ibm,powernv|/proc/device-tree/model=9006", "none")]
    [InlineData(Power + "|/proc/device-tree/compatible=qemu,pseries|/proc/device-tree/model=x", "kvm")]
    [InlineData(Power + "|/proc/device-tree/ibm,partition-name=lpar1|/proc/device-tree/hmc-managed?=1", "powervm")]
    [InlineData("/proc/sysinfo=VM00 Control Program: z/VM    6.1.0", "z/vm")]
    [InlineData("/proc/sysinfo=Type: 2817\\nLPAR Number: 39", "pr/sm")]
    public void What_runs_below_is_told_by_the_files_that_tell_it(string files, string? expected)
    {
        using var tree = Machines.Of(files.Replace("\\t", "\t", StringComparison.Ordinal));
        var machine = MachineReader.Read(tree.Root);
        Assert.Equal(expected, machine.Os.Virtualization.IsKnown ? machine.Os.Virtualization.Value : null);
        Assert.Equal(expected is not (null or "none"), machine.Cpu.IsVirtual);
    }
}
