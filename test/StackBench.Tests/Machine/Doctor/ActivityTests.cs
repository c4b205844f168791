using StackBench.Machine.Doctor;
using StackBench.Machine.Files;

namespace StackBench.Tests.Machine.Doctor;

public sealed class ActivityTests
{
    private const string Stat = " S 1 1 1 0 -1 4194560 100 0 0 0 ";

    [Fact]
    public void Two_readings_give_what_others_used_in_between()
    {
        using var before = Tree(("10", "old", 100, 0, 1), ("11", "self", 5, 0, 2), ("12", "other", 2, 0, 3))
            .With("/proc/stat", "cpu 100 0 100 800 0 0 0 0 0 0\n");
        using var after = Tree(("10", "renamed", 120, 10, 1), ("11", "self", 50, 0, 2), ("12", "other", 4, 0, 9), ("13", "new", 0, 1, 9))
            .With("/proc/stat", "cpu 150 0 130 895 0 0 0 25 0 0\n");
        var activity = ActivitySnapshot.Between(
            ActivitySnapshot.Take(new SystemTree(before.Root)), ActivitySnapshot.Take(new SystemTree(after.Root)), 0.5, [11]);
        Assert.Equal(
            [new ProcessTime(10, "renamed", 0.3), new ProcessTime(12, "other", 0.04), new ProcessTime(13, "new", 0.01)], activity.Others);
        Assert.Equal(0.7, activity.BusyCpus, 9);
        Assert.Equal(25.0 / 200, activity.StolenShare.Value, 9);
        Assert.False(activity.ThrottleEvents.IsKnown);
    }

    [Theory]
    [InlineData(0.05, 0.0, 0, "fine", "fine", "note")]
    [InlineData(0.60, 0.0, 0, "warning", "fine", "note")]
    [InlineData(0.10, 0.0, 0, "fine", "fine", "note")]
    [InlineData(0.11, 0.0, 0, "warning", "fine", "note")]
    [InlineData(0.05, 0.2, 0, "fine", "warning", "note")]
    [InlineData(0.05, 0.0, 3, "fine", "fine", "warning")]
    public void What_is_seen_now_decides(double cpuSeconds, double stolen, long events, string busy, string steal, string throttling)
    {
        using var tree = Machines.Of("/proc/cpuinfo=processor : 0\\nmodel name : Test\\nflags : lm "
            + "hypervisor\\n|/sys/devices/system/cpu/online=0|/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count=9");
        var activity = new Activity(1, [new ProcessTime(9, "trainer", cpuSeconds)], stolen, events);
        var diagnosis = Checkup.Examine(Machines.Input(tree.Root) with { Activity = activity });
        Assert.Equal((busy, steal, throttling),
            (Machines.Verdict(diagnosis, "cpu.busy"), Machines.Verdict(diagnosis, "cpu.steal"), Machines.Verdict(
                diagnosis, "cpu.throttling")));
        if (busy == "warning")
            Assert.Contains("trainer (9)", diagnosis.Findings.Single(finding => finding.Id == "cpu.busy").Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task This_machine_can_be_watched()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /proc");
        var activity = await ActivityWatch.WatchAsync(new SystemTree("/"), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(activity.IsKnown);
        Assert.DoesNotContain(activity.Value.Others, process => process.Id == Environment.ProcessId);
    }

    private static TreeCopy Tree(params ReadOnlySpan<(string Id, string Name, long User, long System, long Start)> processes)
    {
        var tree = new TreeCopy();
        foreach (var (id, name, user, system, start) in processes)
            tree.With($"/proc/{id}/stat", string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{id} ({name}){Stat}{user} {system} 0 0 20 0 1 0 {start} 5"));
        return tree;
    }
}
