using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>Every kernel, for tools that look at their code.</summary>
internal static class KernelList
{
    /// <param name="tiles">Of matrix products, each in the subgroup sizes given.</param>
    public static IEnumerable<Kernel> All(IEnumerable<MatrixTile> tiles, params IEnumerable<int> subgroupSizes) =>
    [
        EmptyKernel.Emit(), CountKernel.Emit(), CopyKernel.Emit(), TriadKernel.Emit(), ReadKernel.Emit(), WriteKernel.Emit(),
        ChaseKernel.Emit(), DotKernel.Emit(), FmaKernel.Emit(32, 1), FmaKernel.Emit(64, 1), FmaKernel.Emit(16, 2),
        .. from tile in tiles from size in subgroupSizes select MatrixKernel.Emit(tile, size, 4),
    ];
}
