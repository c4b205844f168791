using System.Runtime.InteropServices;
using StackBench.Machine.Cpu;
using StackBench.Machine.Os;

namespace StackBench.Machine.Reading;

/// <summary>The facts .NET and CPUID can give on any system; the rest is unknown.</summary>
internal static class PortableReader
{
    private const string NotHere = "not read on this operating system";

    public static MachineFacts Read()
    {
        var cpuid = Cpuid.OfThisProcessor;
        var threads = Environment.ProcessorCount;
        return new MachineFacts
        {
            Cpu = new CpuFacts
            {
                Model = cpuid?.Brand ?? Fact<string>.Unknown(NotHere),
                Vendor = cpuid is null ? Fact<string>.Unknown(NotHere) : CpuModel.OfId(cpuid.Vendor),
                Sockets = Fact<int>.Unknown(NotHere),
                Cores = Fact<int>.Unknown(NotHere),
                Threads = threads,
                NumaNodes = Fact<int>.Unknown(NotHere),
                AllowedCpus = [.. Enumerable.Range(0, threads)],
                AllowedCores = threads,
                QuotaCpus = Fact<double>.Unknown(NotHere),
                Caches = cpuid?.Caches(threads) ?? [],
                Isa = cpuid?.Isa ?? [],
                MaxClockHertz = cpuid?.MaxClockHertz ?? Fact<double>.Unknown(NotHere),
                Governor = Fact<string>.Unknown(NotHere),
                Turbo = Fact<bool>.Unknown(NotHere),
                IsVirtual = cpuid is { IsVirtual: true },
                UsableCores = threads,
            },
            Memory = new MemoryFacts
            {
                // Physical memory, or the limit of the job or container the process runs in.
                TotalBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
                AvailableBytes = Fact<long>.Unknown(NotHere),
                TransparentHugePages = Fact<string>.Unknown(NotHere),
            },
            Os = new OsFacts
            {
                Name = RuntimeInformation.OSDescription,
                Kernel = Environment.OSVersion.Version.ToString(),
                Architecture = OsReader.Name(RuntimeInformation.OSArchitecture),
                HostName = Environment.MachineName,
                Virtualization = cpuid is null ? Fact<string>.Unknown(NotHere) : cpuid.IsVirtual ? cpuid.Hypervisor : "none",
            },
            Gpus = [],
        };
    }
}
