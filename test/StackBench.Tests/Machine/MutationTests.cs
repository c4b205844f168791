using System.Text;
using StackBench.Machine;
using StackBench.Machine.Reading;

namespace StackBench.Tests.Machine;

/// <summary>Every file of a machine is broken in every way, one at a time: nothing throws, and no other fact changes.</summary>
public sealed class MutationTests
{
    public static TheoryData<string> Ways => new("deleted", "empty", "NULs", "N/A", "garbage", "huge number", "binary");

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_broken_file_makes_facts_unknown_and_leaves_the_rest(string way)
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        var whole = Lines(MachineReader.Read(tree.Root));
        foreach (var file in tree.Files.ToArray())
        {
            var bytes = tree.Take(file);
            if (Broken(way) is { } broken) tree.Put(file, broken);
            var lines = Lines(MachineReader.Read(tree.Root));
            tree.Put(file, bytes);
            var wrong = whole.Zip(lines).Where(pair => pair.First != pair.Second && !Admits(file, pair.Second))
                .Select(pair => $"{pair.First} -> {pair.Second}");
            Assert.True(!wrong.Any(), $"{file} {way}: {string.Join("; ", wrong)}");
        }
    }

    [Fact]
    public void Text_padded_with_NULs_reads_like_the_original()
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        var whole = Lines(MachineReader.Read(tree.Root));
        foreach (var file in tree.Files.ToArray()) tree.Put(file, [.. tree.Take(file), .. new byte[4096]]);
        Assert.Equal(whole, Lines(MachineReader.Read(tree.Root)));
    }

    private static byte[]? Broken(string way) => way switch
    {
        "deleted" => null,
        "empty" => [],
        "NULs" => new byte[4096],
        "N/A" => "N/A\n"u8.ToArray(),
        "garbage" => "!$ [red]%&=,:;\n\n=:x\u001b[31m"u8.ToArray(),
        "huge number" => "99999999999999999999999999\n"u8.ToArray(),
        _ => Encoding.Latin1.GetBytes([.. Enumerable.Range(0, 256).Select(code => (char)code)]),
    };

    // What the file itself says may be lost or replaced by the next source; a changed value is admitted only where another source speaks.
    private static bool Admits(string file, string line)
    {
        if (line.Contains("unknown", StringComparison.Ordinal)) return true;
        var fact = line.Split(':')[0];
        return file switch
        {
            // A name may be any text.
            "proc/sys/kernel/hostname" => fact == "host",
            "proc/sys/kernel/osrelease" => fact == "kernel",
            "proc/cpuinfo" => fact is "isa" or "hybrid" or "virtualization",
            "proc/self/cgroup" or "proc/self/mountinfo" => fact is "usable" or "available" or "quota",
            "sys/devices/system/cpu/online" => fact == "threads",
            _ when file.StartsWith("sys/fs/cgroup", StringComparison.Ordinal) => fact is "usable" or "available" or "quota",
            _ when file.Contains("/cache/", StringComparison.Ordinal) => fact is "caches",
            _ when file.StartsWith("sys/devices/system/node", StringComparison.Ordinal) => fact == "nodes",
            _ when file.Contains("/cpufreq/", StringComparison.Ordinal) => fact is "governor",
            _ when file.StartsWith("sys/class/drm/card0", StringComparison.Ordinal) => false,
            _ when file.StartsWith("sys/class/drm", StringComparison.Ordinal) || file.StartsWith("sys/bus/pci", StringComparison.Ordinal) =>
                fact.StartsWith("gpu", StringComparison.Ordinal),
            _ when file.StartsWith("usr/share", StringComparison.Ordinal) || file.StartsWith("proc/driver", StringComparison.Ordinal) =>
                fact.StartsWith("gpu", StringComparison.Ordinal),
            _ => false,
        };
    }

    private static List<string> Lines(MachineFacts machine)
    {
        var (cpu, memory, os) = (machine.Cpu, machine.Memory, machine.Os);
        return
        [
            $"model: {cpu.Model}", $"vendor: {cpu.Vendor}", $"sockets: {cpu.Sockets}", $"cores: {cpu.Cores}", $"threads: {cpu.Threads}",
            $"present: {cpu.PresentThreads}",
            $"hybrid: {cpu.PerformanceCores} {cpu.EfficiencyCores}", $"nodes: {cpu.NumaNodes}",
            $"allowed: {string.Join(',', cpu.AllowedCpus)}", $"quota: {cpu.QuotaCpus}",
            $"usable: {cpu.UsableCores}", $"caches: {string.Join(' ', cpu.Caches)}", $"isa: {string.Join(' ', cpu.Isa)}",
            $"clock: {cpu.MaxClockHertz}", $"governor: {cpu.Governor}",
            $"turbo: {cpu.Turbo}", $"microcode: {cpu.Microcode}",
            $"memory: {memory.TotalBytes}", $"available: {memory.AvailableBytes}", $"thp: {memory.TransparentHugePages}",
            $"os: {os.Name}", $"kernel: {os.Kernel}", $"arch: {os.Architecture}", $"host: {os.HostName}",
            $"virtualization: {os.Virtualization}",
            .. Enumerable.Range(0, 2).Select(index => index < machine.Gpus.Length ? Line(index, machine.Gpus[index]) : $"gpu{index}: none"),
        ];
    }

    private static string Line(int index, GpuFacts gpu) =>
        $"gpu{index}: {gpu.PciAddress} {gpu.Vendor} {gpu.DeviceId} {gpu.Name} {gpu.Driver} {gpu.Revision}";
}
