using StackBench.Machine;

namespace StackBench.Tests.Workloads;

/// <summary>Machines made by hand.</summary>
internal static class Machines
{
    public static MachineFacts With(string[] isa, long? lastLevelCacheBytes = null, int usableCores = 2) => new()
    {
        Cpu = new()
        {
            Model = "test",
            Vendor = "test",
            Sockets = 1,
            Cores = usableCores,
            Threads = usableCores,
            NumaNodes = 1,
            AllowedCpus = [.. Enumerable.Range(0, usableCores)],
            QuotaCpus = usableCores,
            Caches = lastLevelCacheBytes is { } bytes ? [new(3, "unified", bytes, 1)] : [],
            Isa = [.. isa],
            MaxClockHertz = 4e9,
            Governor = "performance",
            Turbo = true,
            UsableCores = usableCores,
        },
        Memory = new() { TotalBytes = 32L << 30, AvailableBytes = 24L << 30, TransparentHugePages = "madvise" },
        Os = new() { Name = "test", Kernel = "test", Architecture = "x86_64", HostName = "test", Virtualization = "none" },
        Gpus = [],
    };
}
