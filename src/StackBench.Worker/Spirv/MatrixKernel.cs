namespace StackBench.Worker.Spirv;

/// <summary>
/// Products on matrix units, from registers: a subgroup holds two tiles of A, two of B and their four products, to each of which a round
/// adds A B once.
/// </summary>
internal static class MatrixKernel
{
    /// <summary>Tiles of A and of B.</summary>
    public const int Tiles = 2;

    /// <summary>Products of tiles in a round.</summary>
    public const int ProductsPerRound = Tiles * Tiles;

    private const uint RowMajor = 0;
    private const uint SignedComponents = 0xF;
    private const uint AlignedAccess = 2;

    /// <summary>Arguments: tiles of A, tiles of B, output (four tiles a subgroup), rounds.</summary>
    /// <param name="subgroupSize">Invocations of a subgroup; the driver is asked for exactly this many.</param>
    /// <param name="subgroups">Subgroups of a workgroup.</param>
    public static Kernel Emit(MatrixTile tile, int subgroupSize, int subgroups) => new(
        $"matrix-{tile.Factor}-{tile.Sum}-{tile}-{subgroupSize}x{subgroups}".ToLowerInvariant(), subgroupSize * subgroups, Addresses: 3,
        Numbers: 1, () => Words(tile, subgroupSize, subgroups))
    {
        Text = "matrix",
        Defines = [("M", $"{tile.M}"), ("N", $"{tile.N}"), ("K", $"{tile.K}"), ("SUBGROUP", $"{subgroupSize}")],
        Tile = tile,
    };

    private static uint[] Words(MatrixTile tile, int subgroupSize, int subgroups)
    {
        var module = new SpirvModule();
        module.Require(Capability.VulkanMemoryModel);
        module.Require(Capability.CooperativeMatrixKHR);
        module.RequireExtension("SPV_KHR_cooperative_matrix");
        module.Require(Capability.GroupNonUniform);
        var (m, n, k) = ((uint)tile.M, (uint)tile.N, (uint)tile.K);
        var (factor, sum) = (ElementType(module, tile.Factor), ElementType(module, tile.Sum));
        var (factorBytes, sumBytes) = ((uint)MatrixTile.BytesOf(tile.Factor), (uint)MatrixTile.BytesOf(tile.Sum));
        var factors = KernelWriter.ArrayOf(module, factor, factorBytes);
        var a = module.CooperativeMatrix(factor, m, k, CooperativeMatrixUse.MatrixA);
        var b = module.CooperativeMatrix(factor, k, n, CooperativeMatrixUse.MatrixB);
        var c = module.CooperativeMatrix(sum, m, n, CooperativeMatrixUse.MatrixAccumulator);
        var writer = new KernelWriter(
            module, (uint)(subgroupSize * subgroups), factors, factors, KernelWriter.ArrayOf(module, sum, sumBytes), module.UInt32);

        uint Loaded(int argument, uint type, uint offset, uint columns) => module.Value(
            Op.CooperativeMatrixLoadKHR, type, writer.Element(writer.Argument(argument), factor, writer.Constant(offset)),
            writer.Constant(RowMajor), writer.Constant(columns), AlignedAccess, factorBytes);

        uint[] left = [Loaded(0, a, 0, k), Loaded(0, a, m * k, k)], right = [Loaded(1, b, 0, n), Loaded(1, b, k * n, n)];
        var zero = (c, module.Filled(c, module.Null(sum)));
        uint[] signs = tile.Factor == MatrixElement.Int8 ? [SignedComponents] : [];
        var products = writer.Loop(writer.Argument(3), [zero, zero, zero, zero], carried =>
            [.. carried.Select((product, index) => module.Value(
                Op.CooperativeMatrixMulAddKHR, c, [left[index / Tiles], right[index % Tiles], product, .. signs]))]);

        var subgroup = writer.Add(writer.Multiply(writer.Group, writer.Constant((uint)subgroups)), writer.Subgroup());
        var first = writer.Multiply(subgroup, writer.Constant(ProductsPerRound * m * n));
        for (var index = 0; index < products.Length; index++)
        {
            var place = writer.Add(first, writer.Constant((uint)index * m * n));
            module.Emit(
                Op.CooperativeMatrixStoreKHR, writer.Element(writer.Argument(2), sum, place), products[index],
                writer.Constant(RowMajor), writer.Constant(n), AlignedAccess, sumBytes);
        }

        return writer.Finish();
    }

    private static uint ElementType(SpirvModule module, MatrixElement element)
    {
        switch (element)
        {
            case MatrixElement.Fp16:
                module.Require(Capability.Float16);
                module.Require(Capability.StorageBuffer16BitAccess);
                return module.Float(16);
            case MatrixElement.Bf16:
                module.RequireExtension("SPV_KHR_bfloat16");
                module.Require(Capability.BFloat16TypeKHR);
                module.Require(Capability.BFloat16CooperativeMatrixKHR);
                module.Require(Capability.StorageBuffer16BitAccess);
                return module.Float(16, FPEncoding.BFloat16KHR);
            case MatrixElement.Fp8:
                module.RequireExtension("SPV_EXT_float8");
                module.Require(Capability.Float8EXT);
                module.Require(Capability.Float8CooperativeMatrixEXT);
                module.Require(Capability.StorageBuffer8BitAccess);
                return module.Float(8, FPEncoding.Float8E4M3EXT);
            case MatrixElement.Int8:
                module.Require(Capability.Int8);
                module.Require(Capability.StorageBuffer8BitAccess);
                return module.Int8;
            case MatrixElement.Int32:
                return module.Int32;
            default:
                return module.Float(32);
        }
    }
}
