using System.Diagnostics;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Store;

public sealed class ProcessIdentityTests
{
    [Fact]
    public void This_process_lives_and_its_text_reads_back()
    {
        var current = ProcessIdentity.Current();
        Assert.Equal(Environment.ProcessId, current.ProcessId);
        Assert.False(current.HasEnded());
        Assert.Equal(current, ProcessIdentity.Parse(current.ToString()));
    }

    [Fact]
    public void A_process_that_ended_has_ended()
    {
        using var process = Process.Start(new ProcessStartInfo("sleep", "60"))!;
        var identity = ProcessIdentity.Current() with { ProcessId = process.Id, StartTime = StartTime(process.Id) };
        Assert.False(identity.HasEnded());
        process.Kill();
        process.WaitForExit();
        Assert.True(identity.HasEnded());
    }

    [Theory]
    [InlineData("S", 4711, false)]
    [InlineData("S", 4712, true)]
    [InlineData("Z", 4711, true)]
    public void Command_names_with_blanks_and_parentheses_do_not_mislead(string state, int startTime, bool hasEnded)
    {
        using var proc = new TemporaryFolder();
        foreach (var folder in new[] { "self", "9", "sys/kernel/random" }) Directory.CreateDirectory(proc.File(folder));
        File.WriteAllText(proc.File("sys/kernel/random/boot_id"), "boot-1\n");
        File.WriteAllText(proc.File("9/stat"),
            $"9 (a) b (c) {state} 1 9 9 0 -1 4194304 1 0 0 0 1 2 3 4 20 0 5 0 {startTime} 1000 20 18446744073709551615\n");
        var identity = new ProcessIdentity(9, "4711", "boot-1", Environment.MachineName);
        Assert.Equal(hasEnded, identity.HasEnded(proc.Path));
        Assert.True((identity with { Boot = "boot-0" }).HasEnded(proc.Path));
        Assert.True((identity with { ProcessId = 10 }).HasEnded(proc.Path));
        Assert.False((identity with { ProcessId = 10, Host = "elsewhere" }).HasEnded(proc.Path));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1:2:3")]
    [InlineData("x:2:3:host")]
    public void A_text_that_is_no_identity_is_none(string? text) => Assert.Null(ProcessIdentity.Parse(text));

    private static string StartTime(int processId) => File.ReadAllText($"/proc/{processId}/stat").Split(") ")[^1].Split(' ')[19];
}
