using StackBench.Worker;

namespace StackBench.Tests.Worker;

public sealed class AllowedCoresTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("stackbench-cores-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_list_of_the_kernel_is_read() => Assert.Equal([0, 1, 2, 3, 8, 10, 11], AllowedCores.CpuList("\t0-3,8,10-11\n"));

    [Fact]
    public void Two_allowed_threads_of_a_core_count_once()
    {
        Write("proc/self/status", "Name:\tx\nCpus_allowed:\tf\nCpus_allowed_list:\t0-2\n");
        foreach (var (cpu, siblings) in new[] { (0, "0,2"), (1, "1,3"), (2, "0,2"), (3, "1,3") })
            Write(FormattableString.Invariant($"sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list"), siblings + "\n");

        Assert.Equal(2, AllowedCores.CountPhysical(_root));
    }

    [Fact]
    public void A_system_that_does_not_tell_gives_no_count()
    {
        Assert.Null(AllowedCores.CountPhysical(_root));
        Write("proc/self/status", "Cpus_allowed_list:\t0-1\n");
        Assert.Null(AllowedCores.CountPhysical(_root));
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
