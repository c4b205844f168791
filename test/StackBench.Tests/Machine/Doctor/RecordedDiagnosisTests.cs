using System.Text;
using StackBench.Machine.Doctor;
using StackBench.Terminal;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Machine.Doctor;

public sealed class RecordedDiagnosisTests
{
    [Theory]
    [InlineData("sysfs-amd-rx9070xt")]
    [InlineData("sysfs-amd-rx6900xt")]
    [InlineData("sysfs-amd-rx7900xtx")]
    [InlineData("sysfs-amd-vega56")]
    [InlineData("sysfs-amd-phoenix")]
    [InlineData("kfd-mi300x-8x-cpx")]
    [InlineData("cpu-i7-1370p-hybrid")]
    [InlineData("cpu-only-vm-zen5")]
    [InlineData("sysfs-nvidia-rtx4080")]
    public void A_recorded_machine_has_the_findings_a_person_has_read(string set)
    {
        var diagnosis = Machines.Examine(RecordedMachines.Root(set));
        var text = new StringBuilder();
        foreach (var line in DiagnosisView.Lines(diagnosis, showAll: true, width: 80, Glyphs.Unicode))
            text.Append(line.ToString()).Append('\n');
        Assert.All(text.ToString().Split('\n'), line => Assert.True(line.Length <= 80, line));
        Snapshot.Match(text.ToString(), $"doctor-{set}");
    }

    [Fact]
    public void Every_recorded_machine_is_examined_in_full_and_no_check_is_silent()
    {
        foreach (var set in RecordedMachines.All().Select(fixture => (string)fixture["id"]!))
        {
            var diagnosis = Machines.Examine(RecordedMachines.Root(set));
            var said = diagnosis.Findings.Select(finding => finding.Id).Concat(diagnosis.NotChecked.Select(entry => entry.Id))
                .Concat(diagnosis.Passed).ToHashSet(StringComparer.Ordinal);
            Assert.Equal(Checks.All.Select(check => check.Id).Order(StringComparer.Ordinal), said.Order(StringComparer.Ordinal));
            Assert.All(diagnosis.Findings, finding =>
                Assert.True(finding.Severity >= Checks.All.Single(check => check.Id == finding.Id).Worst,
                    $"{finding.Id} is more severe than its documentation says"));
        }
    }
}
