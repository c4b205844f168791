namespace StackBench.Workloads.Definitions;

/// <summary>An element type by its name in workloads, parameters and levels.</summary>
internal sealed record DataType
{
    private DataType(string name, int sizeBytes) => (Name, SizeBytes) = (name, sizeBytes);

    public static DataType Fp64 { get; } = new("fp64", 8);
    public static DataType Fp32 { get; } = new("fp32", 4);
    /// <summary>fp32 in memory, multiplied with 10 bits of mantissa.</summary>
    public static DataType Tf32 { get; } = new("tf32", 4);
    public static DataType Bf16 { get; } = new("bf16", 2);
    public static DataType Fp16 { get; } = new("fp16", 2);
    /// <summary>E4M3.</summary>
    public static DataType Fp8 { get; } = new("fp8", 1);
    public static DataType Int8 { get; } = new("int8", 1);

    public string Name { get; }

    public int SizeBytes { get; }

    /// <summary>Name of the physical limit of this type's rate.</summary>
    public string CeilingName => $"flops.{Name}";

    /// <summary>What helps where work of this type is too slow to be measured, by what the CPU can do.</summary>
    public string SlowRemedy(WorkloadTarget target)
    {
        string[] fast = this == Bf16 ? ["avx512_bf16", "amx_bf16", "bf16", "svebf16"] : this == Fp16 ? ["avx512_fp16", "amx_fp16"] : [];
        if (!target.IsCpu || fast.Length == 0) return "close other programs, or allow more time with --suite full";
        string[] present = [.. target.Machine.Cpu.Isa.Where(fast.Contains)];
        return present.Length == 0
            ? $"this CPU has no fast {Name} instructions: use another type, or allow more time with --suite full"
            : $"this CPU has {string.Join(" and ", present)}, which the library does not seem to use: check its version and "
            + "ONEDNN_MAX_CPU_ISA, close other programs, or allow more time with --suite full";
    }

    public override string ToString() => Name;
}
