using StackBench.Running.Engines;

namespace StackBench.Tests.Running.Engines;

public sealed class ScratchFolderTests
{
    [Fact]
    public void Folders_of_dead_hosts_go_and_those_of_living_ones_stay()
    {
        var folder = Directory.CreateTempSubdirectory("stackbench-test-").FullName;
        try
        {
            string Host(string name)
            {
                var host = Directory.CreateDirectory(Path.Combine(folder, ScratchFolder.Prefix + name)).FullName;
                File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(host, "engine")).FullName, "file"), "");
                return Path.Combine(host, ScratchFolder.LockName);
            }

            File.WriteAllText(Host("dead"), "");
            _ = Host("beginning");
            using (new FileStream(Host("alive"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
                ScratchFolder.RemoveDead(folder);

            Assert.Equal(
                [ScratchFolder.Prefix + "alive", ScratchFolder.Prefix + "beginning"],
                Directory.EnumerateDirectories(folder).Select(Path.GetFileName).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
