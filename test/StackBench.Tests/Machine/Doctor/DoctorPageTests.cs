using StackBench.Machine.Doctor;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Machine.Doctor;

public sealed class DoctorPageTests
{
    [Fact]
    public void The_page_lists_every_check_as_the_program_does()
    {
        var rows = File.ReadAllLines(RepositoryFile.Path("docs/doctor.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        Assert.Equal(Checks.All.Select(check => $"| `{check.Id}` | {check.LooksAt} | {check.Worst.ToString().ToLowerInvariant()} |"), rows);
    }
}
