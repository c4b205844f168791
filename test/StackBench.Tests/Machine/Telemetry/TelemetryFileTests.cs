using System.Diagnostics;
using StackBench.Machine.Files;
using StackBench.Machine.Telemetry;

namespace StackBench.Tests.Machine.Telemetry;

public sealed class TelemetryFileTests
{
    [Fact]
    public void A_kept_open_file_of_a_process_ends_when_the_process_does()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("needs Linux");
        using var process = Process.Start("sleep", "600");
        using var file = new TelemetryFile(new SystemTree("/"), $"/proc/{process.Id}/stat", 1024);
        Assert.True(file.Read().IsKnown);
        Assert.True(file.Content.StartsWith(System.Text.Encoding.ASCII.GetBytes($"{process.Id} (")));
        process.Kill();
        process.WaitForExit();
        var ended = file.Read();
        Assert.False(ended.IsKnown);
        Assert.Contains($"/proc/{process.Id}/stat", ended.UnknownReason, StringComparison.Ordinal);
        Assert.True(file.Content.IsEmpty);
    }

    [Fact]
    public void A_file_that_comes_back_is_read_again_but_not_waited_for_for_ever()
    {
        using var tree = new TreeCopy();
        tree.With("/a", "5\n");
        using var file = new TelemetryFile(new SystemTree(tree.Root), "/a");
        tree.Take("a");
        for (var failure = 0; failure < 9; failure++) Assert.False(file.Number().IsKnown);
        tree.With("/a", "6\n");
        Assert.Equal(6, file.Number().Value);
        tree.Take("a");
        for (var failure = 0; failure < 10; failure++) Assert.False(file.Number().IsKnown);
        tree.With("/a", "7\n");
        Assert.False(file.Number().IsKnown);
    }

    [Fact]
    public void What_is_absent_at_the_begin_stays_so_with_its_reason()
    {
        using var tree = new TreeCopy();
        using var file = new TelemetryFile(new SystemTree(tree.Root), "/a");
        Assert.False(file.IsReadable);
        tree.With("/a", "6\n");
        Assert.Equal("/a is absent", file.Number().UnknownReason);
    }

    [Theory]
    [InlineData("42\n", 42.0)]
    [InlineData(" -7 \n\0\0", -7.0)]
    [InlineData("42 43\n", null)]
    [InlineData("4x\n", null)]
    [InlineData("[31m5", null)]
    public void A_number_is_the_whole_content(string text, double? number)
    {
        using var tree = new TreeCopy();
        tree.With("/a", text);
        using var file = new TelemetryFile(new SystemTree(tree.Root), "/a");
        var read = file.Number();
        Assert.Equal(number, read.IsKnown ? read.Value : (double?)null);
    }
}
