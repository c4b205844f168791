using StackBench.Machine;

namespace StackBench.Tests.Workloads;

/// <summary>Machines made up for tests of what a catalog makes of them.</summary>
internal static class MachineExamples
{
    private const long Gibibyte = 1L << 30;

    /// <summary>A virtual machine that hides its caches.</summary>
    public static MachineFacts SmallVirtualMachine { get; } =
        Of(cores: 2, availableBytes: 20 * Gibibyte, caches: [], isa: ["avx2", "fma", "avx512f"]);

    public static MachineFacts OneCore { get; } =
        Of(cores: 1, availableBytes: 4 * Gibibyte, caches: [new(3, "unified", 8 << 20, 1)], isa: ["avx2", "fma"]);

    /// <summary>Two sockets of twelve 32 MiB slices.</summary>
    public static MachineFacts Server { get; } = Of(
        cores: 192,
        availableBytes: 500 * Gibibyte,
        caches: [new(1, "instruction", 32 << 10, 192), new(1, "data", 48 << 10, 192), new(2, "unified", 1 << 20, 192),
            new(3, "unified", 32 << 20, 24)],
        isa: ["avx2", "fma", "avx512f", "avx512_bf16"]);

    public static MachineFacts ArmBoard { get; } =
        Of(cores: 4, availableBytes: 3 * Gibibyte, caches: [new(2, "unified", 512 << 10, 1)], isa: ["asimd"], architecture: "arm64");

    public static MachineFacts Untold { get; } = Of(
        cores: 6, availableBytes: Fact<long>.Unknown("no meminfo"), caches: [], isa: [], architecture: Fact<string>.Unknown("no uname"));

    public static MachineFacts Of(
        int cores, Fact<long> availableBytes, CacheFacts[] caches, string[] isa, Fact<string>? architecture = null) => new()
        {
            Cpu = new CpuFacts
            {
                Model = "Example",
                Vendor = "amd",
                Sockets = 1,
                Cores = cores,
                Threads = cores,
                NumaNodes = 1,
                AllowedCpus = [.. Enumerable.Range(0, cores)],
                QuotaCpus = Fact<double>.Unknown("unlimited"),
                Caches = [.. caches],
                Isa = [.. isa],
                MaxClockHertz = Fact<double>.Unknown("not told"),
                Governor = Fact<string>.Unknown("not told"),
                Turbo = Fact<bool>.Unknown("not told"),
                UsableCores = cores,
            },
            Memory = new MemoryFacts
            {
                TotalBytes = availableBytes,
                AvailableBytes = availableBytes,
                TransparentHugePages = "madvise",
            },
            Os = new OsFacts
            {
                Name = "Debian",
                Kernel = "6.1",
                Architecture = architecture ?? "x64",
                HostName = "example",
                Virtualization = "kvm",
            },
            Gpus = [],
        };
}
