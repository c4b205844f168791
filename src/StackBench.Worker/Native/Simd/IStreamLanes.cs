namespace StackBench.Worker.Native.Simd;

/// <summary>What the memory kernels need beyond <see cref="ILanes{TVector, T}"/>; they move fp64.</summary>
internal unsafe interface IStreamLanes<TVector> : ILanes<TVector, double>
    where TVector : unmanaged
{
    static abstract TVector Broadcast(double value);

    static abstract TVector Add(TVector x, TVector y);

    static abstract double Sum(TVector vector);

    /// <summary>Stores past the caches to an aligned address; ordered only by a store fence.</summary>
    static abstract void StoreNonTemporal(TVector vector, double* address);
}
