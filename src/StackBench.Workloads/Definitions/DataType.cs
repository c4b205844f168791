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

    /// <summary>What helps where work of this type is too slow to be measured.</summary>
    public string SlowRemedy => this == Bf16 || this == Fp16
        ? $"many CPUs and libraries have no fast {Name} kernels: use another type, or allow more time with --suite full"
        : "close other programs, or allow more time with --suite full";

    public override string ToString() => Name;
}
