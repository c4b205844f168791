namespace StackBench.Worker.Cuda;

/// <summary>The forms of NVIDIA's matrix instructions.</summary>
internal enum MatrixUnit
{
    /// <summary>Of a warp, whose tiles are loaded and stored by instructions of their own: Volta.</summary>
    Wmma,

    /// <summary>Of a warp, from registers: Turing and later.</summary>
    Mma,

    /// <summary>Of four warps, each with 16 rows of A in registers and all with one B in shared memory: Hopper alone.</summary>
    Wgmma,
}
