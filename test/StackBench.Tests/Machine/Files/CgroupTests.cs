using StackBench.Machine;
using StackBench.Machine.Cpu;
using StackBench.Machine.Files;

namespace StackBench.Tests.Machine.Files;

public sealed class CgroupTests
{
    [Theory]
    [InlineData("max 100000", null)]
    [InlineData("200000 100000", 2.0)]
    [InlineData("50000 100000", 0.5)]
    [InlineData("-1 100000", null)]
    [InlineData("0 100000", null)]
    [InlineData("100000", null)]
    [InlineData("100000 0", null)]
    [InlineData("", null)]
    public void A_quota_is_time_over_period(string text, double? cpus) => Assert.Equal(cpus, Cgroup.ParseQuota(text));

    [Theory]
    [InlineData(8, 2.5, 2)]
    [InlineData(8, 0.5, 1)]
    [InlineData(2, 16.0, 2)]
    [InlineData(1, 1.0, 1)]
    public void Usable_cores_are_allowed_cores_within_the_quota(int cores, double quota, int usable) =>
        Assert.Equal(usable, CpuReader.UsableCores(cores, quota));

    [Fact]
    public void An_unknown_quota_limits_nothing() => Assert.Equal(6, CpuReader.UsableCores(6, Fact<double>.Unknown("no cgroup")));

    [Fact]
    public void The_tightest_level_of_version_2_counts()
    {
        using var tree = new TreeCopy()
            .With("/proc/self/cgroup", "0::/a/b\n")
            .With("/proc/self/mountinfo", "30 22 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
            .With("/sys/fs/cgroup/a/cpu.max", "300000 100000\n")
            .With("/sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
        Assert.Equal(3, Quota(tree));
    }

    [Fact]
    public void Version_1_is_read_from_the_controllers_own_hierarchy()
    {
        using var tree = new TreeCopy()
            .With("/proc/self/cgroup", "5:memory:/job\n4:cpu,cpuacct:/job\n0::/\n")
            .With("/proc/self/mountinfo",
            "31 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n34 30 0:31 / /sys/fs/cgroup/memory rw - "
                + "cgroup cgroup rw,memory\n")
            .With("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "150000\n")
            .With("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n")
            .With("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n")
            .With("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n")
            .With("/sys/fs/cgroup/memory/job/memory.limit_in_bytes", "1073741824\n")
            .With("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
            .With("/sys/fs/cgroup/memory/job/memory.usage_in_bytes", "73741824\n");
        Assert.Equal(1.5, Quota(tree));
        var files = new SystemTree(tree.Root);
        Assert.Equal(1L << 30, Cgroup.Read(files).MemoryLimitBytes(files));
        Assert.Equal(1_000_000_000, Cgroup.Read(files).FreeMemoryBytes(files));
    }

    [Fact]
    public void A_container_sees_its_own_group_at_the_mount_point()
    {
        using var tree = new TreeCopy()
            .With("/proc/self/cgroup", "0::/docker/abc\n")
            .With("/proc/self/mountinfo", "30 22 0:27 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n")
            .With("/sys/fs/cgroup/cpu.max", "400000 100000\n");
        Assert.Equal(4, Quota(tree));
    }

    [Fact]
    public void A_group_without_limits_grants_all_cpus_and_a_system_without_groups_tells_nothing()
    {
        using var unlimited = new TreeCopy().With("/proc/self/cgroup", "0::/\n")
            .With("/proc/self/mountinfo", "30 22 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        Assert.Equal(16, Quota(unlimited));
        using var empty = new TreeCopy();
        var files = new SystemTree(empty.Root);
        Assert.False(Cgroup.Read(files).QuotaCpus(files, 16).IsKnown);
    }

    private static double Quota(TreeCopy tree)
    {
        var files = new SystemTree(tree.Root);
        return Cgroup.Read(files).QuotaCpus(files, 16).Value;
    }
}
