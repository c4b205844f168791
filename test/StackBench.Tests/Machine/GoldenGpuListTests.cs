using StackBench.Machine;
using StackBench.Machine.Amd;
using StackBench.Machine.Reading;

namespace StackBench.Tests.Machine;

public sealed class GoldenGpuListTests
{
    [Fact]
    public void Every_recorded_sysfs_tree_lists_its_gpus()
    {
        var sets = RecordedMachines.All().Where(set => ((string)set["id"]!).StartsWith("sysfs-", StringComparison.Ordinal)).ToArray();
        Assert.Equal(13, sets.Length);
        foreach (var set in sets)
        {
            var id = (string)set["id"]!;
            var expected = set["gpus"]!.AsArray().Select(gpu =>
                $"{id} {gpu!["bdf"]} {((string)gpu["vendor"]!).ToLowerInvariant()} {gpu["pciId"]} {gpu["driver"]} {gpu["subsystemId"]} "
                    + $"{((string?)gpu["revision"])?[2..] ?? "?"}");
            var found = MachineReader.Read(RecordedMachines.Root(id)).Gpus
                .Select(gpu => $"{id} {gpu.PciAddress} {gpu.Vendor} {gpu.DeviceId} {gpu.Driver} {gpu.SubsystemId} {gpu.Revision.Or("?")}");
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void Names_come_from_the_table_by_device_and_revision()
    {
        var table = File.ReadAllText(Path.Combine(RecordedMachines.Root("ids"), "amdgpu.ids"));
        foreach (var gpu in RecordedMachines.All().Where(set => ((string)set["id"]!).StartsWith("sysfs-amd", StringComparison.Ordinal))
            .SelectMany(set => set["gpus"]!.AsArray()))
        {
            var revision = (string?)gpu!["revision"] is { } text ? text[2..] : Fact<string>.Unknown("no revision file");
            var name = AmdgpuIds.Find(table, ((string)gpu["pciId"]!)[5..], revision);
            Assert.Equal((string?)gpu["nameFromAmdgpuIds"], name.IsKnown ? name.Value : null);
        }
    }

    [Theory]
    [InlineData("cpu-only-vm-zen5")]
    [InlineData("cpu-i7-1370p-hybrid")]
    public void A_machine_without_gpus_lists_none(string set) => Assert.Empty(MachineReader.Read(RecordedMachines.Root(set)).Gpus);
}
