using StackBench.Machine.Reading;
using StackBench.Tests.Machine.Doctor;

namespace StackBench.Tests.Machine.Files;

public sealed class CpusetTests
{
    private const string Online = "/sys/devices/system/cpu/online=0-7|";

    [Theory]
    [InlineData("/proc/self/cgroup=0::/job|/proc/self/mountinfo=1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw|"
        + "/sys/fs/cgroup/job/cpuset.cpus.effective=2-3", "2 3")]
    [InlineData("/proc/self/cpuset=/uid_1/job_2|/proc/mounts=none /cgroup/unified cgroup2 rw 0 0|"
        + "/cgroup/unified/uid_1/job_2/cpuset.cpus.effective=0-5", "0 1 2 3 4 5")]
    [InlineData("/proc/self/cpuset=/dummy|/proc/mounts=none /dev/cpuset cpuset rw 0 0|/dev/cpuset/dummy/cpus=1,9", "1")]
    [InlineData("/proc/self/cpuset=/a|/proc/mounts=none /cg/cpuset cgroup rw,cpuset 0 0|/cg/cpuset/a/cpuset.cpus=4", "4")]
    [InlineData("", "0 1 2 3 4 5 6 7")]
    public void A_recorded_machine_admits_the_cpus_of_its_control_group(string files, string allowed)
    {
        using var tree = Machines.Of(Online + files);
        Assert.Equal(allowed, string.Join(' ', MachineReader.Read(tree.Root).Cpu.AllowedCpus));
    }
}
