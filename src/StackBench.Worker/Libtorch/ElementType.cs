namespace StackBench.Worker.Libtorch;

/// <summary>Element types of the inputs.</summary>
internal enum ElementType
{
    Fp64,
    Fp32,
    Bf16,
    Fp16,
    Int8,
    Int32,
}
