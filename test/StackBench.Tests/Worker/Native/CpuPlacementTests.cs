using StackBench.Worker.Native.Threads;

namespace StackBench.Tests.Worker.Native;

public sealed class CpuPlacementTests
{
    [Fact]
    public void One_cpu_of_every_core_comes_before_any_sibling() =>
        Assert.Equal([0, 2, 4, 1, 3, 5], CpuOrder.OnePerCoreFirst([0, 1, 2, 3, 4, 5], cpu => $"core {cpu / 2}"));

    [Fact]
    public void Siblings_with_distant_numbers_are_one_core() =>
        Assert.Equal([1, 2, 3, 5, 7], CpuOrder.OnePerCoreFirst([7, 5, 3, 2, 1], cpu => $"core {cpu % 4}"));

    [Fact]
    public void Without_topology_every_cpu_is_a_core()
    {
        using var root = new TemporaryRoot();

        Assert.Equal(Affinity.AllowedCpus(), CpuOrder.OfThisProcess(root.Path));
    }

    [Fact]
    public void Two_threads_of_a_core_count_once()
    {
        using var root = new TemporaryRoot();
        foreach (var (cpu, siblings) in new[] { (0, "0,2"), (1, "1,3"), (2, "0,2"), (3, "1,3") })
        {
            var folder = Directory.CreateDirectory(
                Path.Combine(root.Path, FormattableString.Invariant($"sys/devices/system/cpu/cpu{cpu}/topology")));
            File.WriteAllText(Path.Combine(folder.FullName, "thread_siblings_list"), siblings + "\n");
        }

        Assert.Equal(
            (2, 1, 4), (CpuOrder.Cores([0, 1, 2], root.Path), CpuOrder.Cores([1, 3], root.Path), CpuOrder.Cores([4, 5, 6, 7], root.Path)));
    }

    [Theory]
    [InlineData("", new int[0])]
    [InlineData("3", new[] { 3 })]
    [InlineData("0-1", new[] { 0, 1 })]
    [InlineData("0-2,8,10-11", new[] { 8, 2, 1, 0, 11, 10 })]
    public void Cpu_numbers_are_written_as_ranges(string text, int[] cpus) => Assert.Equal(text, CpuList.Format(cpus));

    private sealed class TemporaryRoot : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("stackbench").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
