using StackBench.Protocol.Engines;
using StackBench.Worker.Onnxruntime;

namespace StackBench.Tests.Worker.Onnxruntime;

public sealed class AvailableMemoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("stackbench-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("2097152", null, null, 2L << 30)]
    [InlineData("2097152", "max", "5", 2L << 30)]
    [InlineData("2097152", "1073741824", "1000000000", 73741824L)]
    [InlineData(null, "1073741824", "0", 1L << 30)]
    public void The_least_of_machine_and_control_group_counts(string? kilobytes, string? most, string? current, long? expected)
    {
        if (kilobytes is not null) Write("proc/meminfo", $"MemTotal:  9 kB\nMemAvailable:  {kilobytes} kB\n");
        if (most is not null) Write("sys/fs/cgroup/memory.max", most + "\n");
        if (current is not null) Write("sys/fs/cgroup/memory.current", current + "\n");
        Assert.Equal(expected, AvailableMemory.Read(_root));
    }

    /// <summary>A container that has read a file is full of its pages, and gives them back.</summary>
    [Fact]
    public void Pages_of_files_in_a_control_group_are_available()
    {
        Write("sys/fs/cgroup/memory.max", "1073741824\n");
        Write("sys/fs/cgroup/memory.current", "1073741824\n");
        Write("sys/fs/cgroup/memory.stat", "anon 5\nfile 999\ninactive_file 700000000\nactive_file 100000000\n");
        Assert.Equal(800_000_000, AvailableMemory.Read(_root));
    }

    [Fact]
    public void A_model_that_does_not_fit_is_refused_before_it_is_loaded()
    {
        var exception = Assert.Throws<UnsupportedException>(() => AvailableMemory.RequireFor(3L << 30, 2L << 30));
        Assert.Equal("loading the model takes about 7.5 GiB of memory, and 2.0 GiB are available", exception.Message);
        AvailableMemory.RequireFor(3L << 30, 8L << 30);
        AvailableMemory.RequireFor(3L << 30, null);
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
