using System.Collections.Immutable;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Cuda;

/// <summary>What <c>matrix.ptx</c> has filled in for an instruction. Pure.</summary>
internal static class MatrixText
{
    /// <param name="groupSize">Threads of a group.</param>
    public static ImmutableArray<(string Name, string Value)> Of(PtxInstruction instruction, int groupSize)
    {
        var (tile, parts) = (instruction.Tile, WarpTiles.Of(instruction));
        return
        [
            ("REGISTERS", Lines(Registers(instruction, parts))), ("LOAD", Lines(Loads(instruction, parts, groupSize))),
            ("ZERO", Lines(Zeros(instruction, parts))),
            ("PRODUCTS", Lines(Multiply(instruction, parts))),
            ("AFTER", Lines(instruction.Unit == MatrixUnit.Wgmma ? ["wgmma.wait_group.sync.aligned 0;"] : [])),
            ("WARPS", $"{groupSize / CudaFacts.Warp}"),
            ("OUTPUT", $"{MatrixKernel.ProductsPerRound * tile.M * tile.N * MatrixTile.BytesOf(tile.Sum)}"),
            ("STORE", Lines(Stores(instruction, parts))),
        ];
    }

    private static IEnumerable<string> Registers(PtxInstruction instruction, WarpTiles parts)
    {
        for (var tile = 0; tile < MatrixKernel.Tiles; tile++) yield return $".reg {parts.FactorType} {List(parts.A(tile))};";
        if (instruction.Unit != MatrixUnit.Wgmma)
            for (var tile = 0; tile < MatrixKernel.Tiles; tile++) yield return $".reg {parts.FactorType} {List(parts.B(tile))};";
        foreach (var product in Products()) yield return $".reg {parts.SumType} {List(parts.Sums(product.Number))};";
        if (instruction.Unit == MatrixUnit.Wgmma)
            foreach (var line in SharedTiles.Registers(instruction.Tile)) yield return line;
        else yield return ".reg .b32 value;";
    }

    private static IEnumerable<string> Loads(PtxInstruction instruction, WarpTiles parts, int groupSize) => instruction.Unit switch
    {
        MatrixUnit.Wmma => WmmaTiles.Loads(instruction, parts),
        MatrixUnit.Wgmma => [.. parts.LoadsOfA(), .. SharedTiles.Fill(instruction.Tile, groupSize)],
        _ => [.. parts.LoadsOfA(), .. parts.LoadsOfB()],
    };

    private static IEnumerable<string> Zeros(PtxInstruction instruction, WarpTiles parts)
    {
        foreach (var product in Products())
            foreach (var register in parts.Sums(product.Number))
                yield return $"mov{parts.SumType} {register}, {Zero(parts.SumType)};";
        // Behind the last that is written to registers which the matrix unit reads.
        if (instruction.Unit == MatrixUnit.Wgmma) yield return "wgmma.fence.sync.aligned;";
    }

    private static IEnumerable<string> Stores(PtxInstruction instruction, WarpTiles parts) =>
        instruction.Unit == MatrixUnit.Wmma ? WmmaTiles.Stores(instruction, parts) : parts.Stores();

    private static IEnumerable<string> Multiply(PtxInstruction instruction, WarpTiles parts)
    {
        var (tile, types) = (instruction.Tile, instruction.Types);
        var shape = FormattableString.Invariant($"m{tile.M * instruction.Warps}n{tile.N}k{tile.K}");
        foreach (var (number, left, right) in Products())
        {
            var (sums, a) = (Braced(parts.Sums(number)), Braced(parts.A(left)));
            yield return instruction.Unit switch
            {
                MatrixUnit.Wmma => $"wmma.mma.sync.aligned.row.row.{shape}.{types} {sums}, {a}, {Braced(parts.B(right))}, {sums};",
                MatrixUnit.Mma => $"mma.sync.aligned.{shape}.row.col.{types} {sums}, {a}, {Braced(parts.B(right))}, {sums};",
                _ => $"wgmma.mma_async.sync.aligned.{shape}.{types} {sums}, {a}, tiles{right}, isAdded{Modes(tile.Factor)};",
            };
        }

        if (instruction.Unit != MatrixUnit.Wgmma) yield break;
        yield return "wgmma.commit_group.sync.aligned;";
        // Of the round before: the unit never waits for the loop.
        yield return "wgmma.wait_group.sync.aligned 1;";
    }

    private static IEnumerable<(int Number, int Left, int Right)> Products() =>
        from number in Enumerable.Range(0, MatrixKernel.ProductsPerRound)
        select (number, number / MatrixKernel.Tiles, number % MatrixKernel.Tiles);

    private static string Zero(string type) => type switch { ".f64" => "0d0000000000000000", ".f32" => "0f00000000", _ => "0" };

    /// <summary>Of wgmma, as far as a type has them: factors are not negated, and B lies as it is.</summary>
    private static string Modes(MatrixElement factor) => factor switch
    {
        MatrixElement.Int8 => "",
        MatrixElement.Fp16 or MatrixElement.Bf16 => ", 1, 1, 0",
        _ => ", 1, 1",
    };

    private static string Lines(IEnumerable<string> lines) =>
        string.Join('\n', lines.Select(line => line.EndsWith(':') ? line : $"    {line}"));

    private static string List(IEnumerable<string> registers) => string.Join(", ", registers);

    private static string Braced(IEnumerable<string> registers) => $"{{{List(registers)}}}";
}
