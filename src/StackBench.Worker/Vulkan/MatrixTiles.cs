using StackBench.Worker.Spirv;

namespace StackBench.Worker.Vulkan;

/// <summary>Which of the matrix products that a driver lists are measured: any other may be anything. Pure.</summary>
internal static class MatrixTiles
{
    private const uint SubgroupScope = 3;

    /// <summary>Tiles of a subgroup, without saturation, of types that are known here.</summary>
    public static IEnumerable<MatrixTile> Of(IEnumerable<Vk.CooperativeMatrixPropertiesKHR> listed)
    {
        foreach (var one in listed)
            if (one is { Scope: SubgroupScope, SaturatingAccumulation: 0 } && one.AType == one.BType && one.CType == one.ResultType
                && Factor(one.AType) is { } factor && Sum(one.CType) is { } sum)
                yield return new MatrixTile(factor, sum, (int)one.MSize, (int)one.NSize, (int)one.KSize);
    }

    private static MatrixElement? Factor(uint component) => component switch
    {
        0 => MatrixElement.Fp16,
        3 => MatrixElement.Int8,
        1000141000 => MatrixElement.Bf16,
        1000491002 => MatrixElement.Fp8,
        _ => null,
    };

    private static MatrixElement? Sum(uint component) => component switch
    {
        0 => MatrixElement.Fp16,
        1 => MatrixElement.Fp32,
        5 => MatrixElement.Int32,
        _ => null,
    };
}
