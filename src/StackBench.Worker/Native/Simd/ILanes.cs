namespace StackBench.Worker.Native.Simd;

/// <summary>
/// One vector register of <typeparamref name="T"/> as a kernel sees it, so that every width runs the same kernel source.
/// Implementations are empty structs: the JIT compiles each kernel once per width with every call inlined to one instruction.
/// </summary>
internal unsafe interface ILanes<TVector, T>
    where TVector : unmanaged
    where T : unmanaged
{
    /// <summary>Loads from an address aligned to the register's size.</summary>
    static abstract TVector Load(T* address);

    /// <summary>Stores to an address aligned to the register's size.</summary>
    static abstract void Store(TVector vector, T* address);

    /// <summary><c>x * y + z</c>, fused where the processor has it (<see cref="VectorWidths.HasFusedMultiplyAdd"/>).</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector z);
}
