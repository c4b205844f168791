using System.Formats.Tar;
using System.IO.Compression;
using StackBench.Machine.Reading;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Machine.Doctor;

namespace StackBench.Tests.Machine.Reading;

public sealed class MachineSaverTests
{
    /// <summary>Groups name users, podman its container and image, Slurm the user and the job.</summary>
    [Theory]
    [InlineData("/etc/group", "render:x:105:alice\n", "")]
    [InlineData("/run/.containerenv", "name=\"customer\"\nimage=\"registry.example/secret\"\n", "")]
    [InlineData("/proc/device-tree/ibm,partition-name", "payroll", "")]
    [InlineData("/proc/self/cgroup", "0::/slurm/uid_1001/job_42/step_0\n", "0::/slurm/uid_0000/job_00/step_0\n")]
    [InlineData("/proc/self/cgroup", "0::/user.slice/user-1000.slice/user@1000.service\n",
        "0::/user.slice/user-0000.slice/user@0000.service\n")]
    public void What_tells_whose_machine_it_is_is_taken_out(string path, string content, string kept) =>
        Assert.Equal(kept, System.Text.Encoding.Latin1.GetString(Anonymous.Content(path, System.Text.Encoding.Latin1.GetBytes(content))));

    private const string Secret = "4c1d3ee5a1b2";

    /// <summary>Machines that users sent: <c>detect --save</c> wrote each, and reading it must give the facts it was packed with.</summary>
    [Fact]
    public void Every_machine_that_was_sent_reads_as_it_did()
    {
        var repository = Path.GetDirectoryName(RepositoryFile.Path("Directory.Build.props"))!;
        var machines = Directory.EnumerateFiles(Path.Combine(repository, "test/StackBench.Tests/Fixtures/sent"), "*.tgz").ToArray();
        Assert.NotEmpty(machines);
        foreach (var archive in machines)
        {
            using var tree = new TreeCopy();
            using var gzip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
            TarFile.ExtractToDirectory(gzip, tree.Root, overwriteFiles: true);
            // Facts that are new since then may be there too.
            var now = Lines(MachineDocument.Of(MachineReader.Read(tree.Root)).ToJson()).ToHashSet(StringComparer.Ordinal);
            var then = Lines(File.ReadAllText(Path.Combine(tree.Root, MachineSaver.FactsFile)));
            Assert.Equal([], then.Where(line => line.StartsWith("\"value\"", StringComparison.Ordinal)).Except(now));
        }
    }

    [Theory]
    [InlineData("cpu-i7-1370p-hybrid")]
    [InlineData("sysfs-amd-phoenix")]
    [InlineData("sysfs-intel-b580-6.16")]
    [InlineData("kfd-mi210-8x")]
    public void A_saved_machine_tells_all_that_is_no_ones_name(string set)
    {
        using var folder = new TemporaryFolder();
        var saved = MachineSaver.Save(RecordedMachines.Root(set), Path.Combine(folder.Path, "saved"));
        Assert.DoesNotContain(saved.Differences, line => !line.Contains("\"value\": \"", StringComparison.Ordinal));
        Assert.InRange(saved.Files, 1, 2000);
    }

    [Fact]
    public void Links_are_kept_and_lead_nowhere_else()
    {
        using var tree = Machines.Of("/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0/vendor=0x1002|"
            + "/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0/device=0x744c|"
            + "/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0/class=0x030000|/sys/bus/pci/drivers/amdgpu/module=x|/etc/target=y");
        Directory.CreateDirectory(Path.Combine(tree.Root, "sys/bus/pci/devices"));
        File.CreateSymbolicLink(
            Path.Combine(tree.Root, "sys/bus/pci/devices/0000:03:00.0"), "../../../devices/pci0000:00/0000:00:01.0/0000:03:00.0");
        File.CreateSymbolicLink(
            Path.Combine(tree.Root, "sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0/driver"), "../../../../bus/pci/drivers/amdgpu");
        using var folder = new TemporaryFolder();
        var target = Path.Combine(folder.Path, "saved");
        var saved = MachineSaver.Save(tree.Root, target);
        Assert.Equal(("0000:03:00.0", "amdgpu"), (saved.Facts.Gpus[0].PciAddress, saved.Facts.Gpus[0].Driver.Value));
        Assert.Empty(saved.Differences);
        Assert.False(File.Exists(Path.Combine(target, "etc/target")));
    }

    [Fact]
    public void Nothing_that_tells_whose_machine_it_is_is_saved()
    {
        using var tree = Machines.Of(
            $"/proc/sys/kernel/hostname={Secret}|/etc/hostname={Secret}|"
            + $"/proc/version=Linux version 6.1 ({Secret}@{Secret}) (gcc)|"
            + $"/proc/cpuinfo=processor : 0\\nSerial : {Secret}\\n|"
            + $"/proc/self/cgroup=0::/docker/{Secret}{Secret}|"
            + $"/proc/self/mountinfo=1 0 0:1 / /home/{Secret} rw - ext4 x rw\\n2 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw|"
            + $"/sys/fs/cgroup/docker/{Secret}{Secret}/memory.max=1000000000|"
            + $"/proc/sysinfo=Type: 2964\\nLPAR Name: {Secret}|"
            + $"{MachineFiles.AmdCard}|{MachineFiles.Card}/unique_id={Secret}|"
            + $"/proc/driver/nvidia/gpus/0000:03:00.0/information=Model: A\\nGPU UUID: {Secret}|"
            + MachineFiles.OneModuleOfTwo.Replace("S3R1AL", Secret, StringComparison.Ordinal));
        using var folder = new TemporaryFolder();
        var target = Path.Combine(folder.Path, "saved");
        var saved = MachineSaver.Save(tree.Root, target);
        foreach (var file in Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(Secret, file, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(
                Secret, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.OrdinalIgnoreCase);
        }

        // What is no one's name is still there.
        Assert.Equal(1000000000, saved.Facts.Memory.LimitBytes.Value);
        Assert.Equal(1, saved.Facts.Memory.Modules.Channels.Value);
        Assert.Equal("docker", saved.Facts.Os.Virtualization.Value);
        Assert.Equal("machine", saved.Facts.Os.HostName.Value);
    }

    private static IEnumerable<string> Lines(string json) => json.Split('\n').Select(line => line.Trim().TrimEnd(','));

    [Fact]
    public void A_folder_that_holds_something_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "mine"), "x");
        Assert.Throws<IOException>(() => MachineSaver.Save("/nowhere", folder.Path));
        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }
}
