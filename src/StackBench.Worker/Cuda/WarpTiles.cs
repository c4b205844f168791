using System.Collections.Immutable;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Cuda;

/// <summary>
/// How the tiles of mma and wgmma lie in the registers of a warp: NVIDIA, PTX ISA, matrix fragments. Thread 4 row + column has of A and of
/// C the rows <c>row</c> and <c>row + 8</c>, of B the column <c>row</c>; along K, registers of 32 bits by turns of four. Pure.
/// </summary>
/// <param name="FactorRegisters">Registers of a tile of A, and of one of B.</param>
/// <param name="SumRegisters">Registers of a product.</param>
internal sealed record WarpTiles(
    MatrixTile Tile, (int A, int B) FactorRegisters, int SumRegisters, string FactorType, string SumType)
{
    private const int Lanes = 4, Rows = 8;

    /// <summary>Values of a register of A or B.</summary>
    private int Packed => Math.Max(1, 4 / FactorBytes);

    private int FactorBytes => MatrixTile.BytesOf(Tile.Factor);

    private int SumBytes => MatrixTile.BytesOf(Tile.Sum);

    /// <summary>Registers of two neighbours of a row of C.</summary>
    private int RegistersOfPair => SumBytes == 2 ? 1 : 2;

    public static WarpTiles Of(PtxInstruction instruction)
    {
        var tile = instruction.Tile;
        var (factorBytes, sumBytes) = (MatrixTile.BytesOf(tile.Factor), MatrixTile.BytesOf(tile.Sum));
        var factorType = tile.Factor == MatrixElement.Fp64 ? ".f64" : ".b32";
        var sumType = tile.Sum switch { MatrixElement.Fp64 => ".f64", MatrixElement.Fp32 => ".f32", _ => ".b32" };
        var factorRegisterBytes = Math.Max(4, factorBytes);
        var sums = tile.M * tile.N * sumBytes / CudaFacts.Warp / Math.Max(4, sumBytes);
        // Of wmma, which lays out its own, both halves of a warp of Volta hold the same fp16 values.
        var twice = instruction.Unit == MatrixUnit.Wmma && tile.Factor == MatrixElement.Fp16 ? 2 : 1;
        return new WarpTiles(
            tile,
            (twice * tile.M * tile.K * factorBytes / CudaFacts.Warp / factorRegisterBytes,
                twice * tile.K * tile.N * factorBytes / CudaFacts.Warp / factorRegisterBytes),
            sums, factorType, sumType);
    }

    public IEnumerable<string> A(int tile) => Enumerable.Range(0, FactorRegisters.A).Select(register => $"a{tile}r{register}");

    public IEnumerable<string> B(int tile) => Enumerable.Range(0, FactorRegisters.B).Select(register => $"b{tile}r{register}");

    public IEnumerable<string> Sums(int product) => Enumerable.Range(0, SumRegisters).Select(register => $"c{product}r{register}");

    /// <summary>A is stored by rows: the values of a register are neighbours.</summary>
    public IEnumerable<string> LoadsOfA()
    {
        var rowBlocks = Tile.M / Rows;
        yield return $"mul.lo.u32 part, column, {Packed};";
        yield return $"mad.lo.u32 part, row, {Tile.K}, part;";
        yield return $"mad.wide.u32 at, part, {FactorBytes}, a;";
        for (var tile = 0; tile < MatrixKernel.Tiles; tile++)
            foreach (var (register, name) in A(tile).Index())
            {
                var (row, k) = (register % rowBlocks * Rows, register / rowBlocks * Lanes * Packed);
                yield return $"ld.global{FactorType} {name}, [at + {((((tile * Tile.M) + row) * Tile.K) + k) * FactorBytes}];";
            }
    }

    /// <summary>B is stored by rows too: the values of a register are rows apart.</summary>
    public IEnumerable<string> LoadsOfB()
    {
        yield return $"mul.lo.u32 part, column, {Packed * Tile.N};";
        yield return "add.u32 part, part, row;";
        yield return $"mad.wide.u32 at, part, {FactorBytes}, b;";
        var type = Packed == 1 ? FactorType : $".u{8 * FactorBytes}";
        for (var tile = 0; tile < MatrixKernel.Tiles; tile++)
            foreach (var (register, name) in B(tile).Index())
                for (var value = 0; value < Packed; value++)
                {
                    var k = (register * Lanes * Packed) + value;
                    var place = $"[at + {((tile * Tile.K) + k) * Tile.N * FactorBytes}]";
                    yield return $"ld.global{type} {(value == 0 ? name : "value")}, {place};";
                    if (value == 0) continue;
                    yield return $"shl.b32 value, value, {8 * FactorBytes * value};";
                    yield return $"or.b32 {name}, {name}, value;";
                }
    }

    public IEnumerable<string> Stores()
    {
        var rowBlocks = Tile.M / Rows;
        yield return "shl.b32 part, column, 1;";
        yield return $"mad.lo.u32 part, row, {Tile.N}, part;";
        yield return $"mad.wide.u32 at, part, {SumBytes}, c;";
        for (var product = 0; product < MatrixKernel.ProductsPerRound; product++)
        {
            ImmutableArray<string> sums = [.. Sums(product)];
            for (var pair = 0; pair < sums.Length / RegistersOfPair; pair++)
            {
                var (row, column) = (pair % rowBlocks * Rows, pair / rowBlocks * Rows);
                var place = ((((product * Tile.M) + row) * Tile.N) + column) * SumBytes;
                yield return RegistersOfPair == 1
                    ? $"st.global.b32 [at + {place}], {sums[pair]};"
                    : $"st.global.v2{SumType} [at + {place}], {{{sums[2 * pair]}, {sums[(2 * pair) + 1]}}};";
            }
        }
    }
}
