using StackBench.Machine.Nvidia;

namespace StackBench.Tests.Machine.Gpu;

public sealed class NvidiaSmiCommandTests
{
    [Fact]
    public void What_the_tool_prints_is_read()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("the stand-in for the tool is a shell script");
        using var folder = new TreeCopy();
        var gpu = Assert.Single(NvidiaSmiCommand.Read(
            Script(folder, "echo 'pci.bus_id, name, memory.total [MiB]'\necho '00000000:0C:00.0, NVIDIA L4, 23034 MiB'\necho noise >&2")));
        Assert.Equal(("0000:0c:00.0", "NVIDIA L4", 23034L << 20), (gpu.PciAddress, gpu.Name.Value, gpu.MemoryBytes.Value));
    }

    [Fact]
    public void A_tool_that_fails_or_is_absent_gives_nothing()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("the stand-in for the tool is a shell script");
        using var folder = new TreeCopy();
        Assert.Empty(NvidiaSmiCommand.Read(Script(folder, "echo 'NVIDIA-SMI has failed'\nexit 9")));
        Assert.Empty(NvidiaSmiCommand.Read(Path.Combine(folder.Root, "absent")));
    }

    private static string Script(TreeCopy folder, string body)
    {
        folder.With("/tool", $"#!/bin/sh\n{body}\n");
        var path = Path.Combine(folder.Root, "tool");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
