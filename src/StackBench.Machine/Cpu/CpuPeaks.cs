using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Units;
using StackBench.Core.Workloads;

namespace StackBench.Machine.Cpu;

/// <summary>
/// Rates no honest measurement on a processor can exceed. They are generous on purpose: a number above one of
/// them is an error of measurement.
/// </summary>
public static class CpuPeaks
{
    /// <summary>No processor sold runs faster, overclocked under liquid nitrogen apart.</summary>
    private const double FastestClockHertz = 6.5e9;

    /// <summary>Firmware and overclocking exceed the clock the kernel knows by a few percent.</summary>
    private const double ClockMargin = 1.1;

    /// <summary>Arrays of four times the caches leave a quarter in them from one pass to the next.</summary>
    private const double CacheMargin = 1.4;

    private const string Memory = "bandwidth.memory";

    /// <summary>Between a core and the outside one cache line moves a cycle.</summary>
    private const int LineBytesPerCycle = 64;

    /// <summary>Ends the name of a limit that holds for a single core.</summary>
    public const string OneCore = ".core";

    /// <summary>
    /// Limits <c>flops.fp64|fp32|bf16|fp16|int8</c> (operations of the algorithm, a fused multiply-add counts
    /// two), <c>bandwidth.cache</c> and
    /// <c>bandwidth.memory</c> (explicit reads and writes) over all allowed cores, and each with <see cref="OneCore"/> behind
    /// its name for one core. A quota does not lower them: it caps the average, not a burst. A limit that cannot be stated for
    /// the instruction set is absent.
    /// </summary>
    public static Peaks Of(CpuFacts cpu)
    {
        ArgumentNullException.ThrowIfNull(cpu);
        var (cores, coresText) = Cores(cpu);
        var (clock, clockText) = Clock(cpu);
        var width = VectorWidth.Of(cpu.Isa);
        var limits = ImmutableDictionary.CreateBuilder<string, Ceiling>(StringComparer.Ordinal);

        void Add(string name, double? perCycle, Unit unit, string unitText, string why)
        {
            if (perCycle is not { } rate) return;
            var perCore = string.Create(CultureInfo.InvariantCulture, $"{rate:0} {unitText}/cycle ({why}) x {clockText}");
            limits.Add(name, new Ceiling(cores * rate * clock, unit, $"{coresText} x {perCore}"));
            limits.Add(name + OneCore, new Ceiling(rate * clock, unit, perCore));
        }

        foreach (var type in MathRate.Types)
            if (MathRate.Of(type, cpu.Isa) is { } rate)
                Add($"flops.{type}", rate.PerCycle, type == "int8" ? Unit.OperationPerSecond : Unit.FlopPerSecond,
                    type == "int8" ? "OP" : "FLOP", rate.Why);
        Add("bandwidth.cache", width?.CacheBytesPerCycle, Unit.BytePerSecond, "B",
            width is null ? "" : $"widest loads and stores, {width.Name}");
        Add(Memory, width is null ? null : LineBytesPerCycle, Unit.BytePerSecond, "B", "one cache line");
        return new Peaks(limits.ToImmutable());
    }

    /// <summary>The same with what the memory modules can move, where they are listed.</summary>
    public static Peaks Of(MachineFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var peaks = Of(facts.Cpu);
        // A virtual machine is shown modules that the hypervisor made up.
        if (facts.Cpu.IsVirtual || facts.Memory.Modules.BytesPerSecond is not { IsKnown: true, Value: > 0 and var rate }) return peaks;
        var ceiling = new Ceiling(rate * CacheMargin, Unit.BytePerSecond,
            $"{facts.Memory.Modules.Basis} = {NumberText.Quantity(rate, Unit.BytePerSecond)}, and 40 % for what the caches keep");
        return new Peaks(peaks.Limits
            .SetItem(Memory, Lower(ceiling, peaks.Find(Memory))).SetItem(Memory + OneCore, Lower(ceiling, peaks.Find(Memory + OneCore))));
    }

    private static Ceiling Lower(Ceiling left, Ceiling? right) => right is null || left.Limit <= right.Limit ? left : right;

    // A hypervisor may show threads of different cores as siblings, so that only the threads bound what runs at once.
    private static (double Count, string Text) Cores(CpuFacts cpu)
    {
        var count = cpu.IsVirtual ? Math.Max(cpu.AllowedCpus.Length, cpu.UsableCores) : Math.Max(cpu.AllowedCores, cpu.UsableCores);
        var noun = cpu.IsVirtual ? "virtual CPU" : "core";
        return (count, string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}"));
    }

    private static (double Hertz, string Text) Clock(CpuFacts cpu)
    {
        if (cpu.IsVirtual || !cpu.MaxClockHertz.IsKnown)
            return (FastestClockHertz, Gigahertz(FastestClockHertz, "clock unknown, no processor is faster"));
        var hertz = cpu.MaxClockHertz.Value * ClockMargin;
        return (hertz, Gigahertz(hertz, "highest clock and 10 %"));
    }

    private static string Gigahertz(double hertz, string why) => $"{NumberText.Quantity(hertz, Unit.Hertz)} ({why})";
}
