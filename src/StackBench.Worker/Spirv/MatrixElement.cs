namespace StackBench.Worker.Spirv;

/// <summary>Element types of cooperative matrices.</summary>
internal enum MatrixElement
{
    Fp16,
    Bf16,
    /// <summary>E4M3.</summary>
    Fp8,
    Int8,
    /// <summary>fp32 in memory, multiplied with 10 bits of mantissa.</summary>
    Tf32,
    Fp64,
    Fp32,
    Int32,
}
