using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using StackBench.Tests.Snapshots;
using StackBench.Worker.Cuda;

namespace StackBench.Tests.Worker.Cuda;

/// <summary>What every machine can say of the texts, whether it has NVIDIA's assembler or not.</summary>
public sealed partial class PtxTextTests
{
    /// <summary>When <see cref="PtxAssemblyTests"/> passed with these very texts: a changed one needs that anew, and a new date.</summary>
    private const string Assembled = "assembled by ptxas 12.4.131 for the chips named, on 2026-11-30";

    [Fact]
    public void No_text_differs_from_what_was_assembled()
    {
        var lines =
            from chip in PtxAssemblyTests.Chips
            from text in PtxAssemblyTests.Texts(chip)
            group chip by (text.Entry, text.Target, text.Code) into same
            let hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(same.Key.Code)))[..16]
            select $"{same.Key.Entry} {same.Key.Target.Name} {hash}: {string.Join(' ', same)}\n";
        Snapshot.Match($"{Assembled}\n{string.Concat(lines.Order(StringComparer.Ordinal))}", "ptx-texts");
    }

    /// <summary>
    /// NVIDIA, PTX ISA, fragments of mma.m16n8k16 with 16 bits and of mma.m8n8k4 with fp64: by thread and number of a value, its row and
    /// column. Of 16 bits two values share a register.
    /// </summary>
    [Theory]
    [InlineData("mma m16n8k16")]
    [InlineData("mma m8n8k4")]
    public void A_thread_loads_and_stores_the_values_that_the_instruction_gives_it(string name)
    {
        var instruction = PtxInstructions.Of(80).First(known => known.Name == name);
        var (tile, parts, isWide) = (instruction.Tile, WarpTiles.Of(instruction), name == "mma m8n8k4");
        Places a = new([.. parts.LoadsOfA()]), b = new([.. parts.LoadsOfB()]), c = new([.. parts.Stores()]);
        var (factorBytes, sumBytes) = isWide ? (8, 8) : (2, 4);
        for (var lane = 0; lane < 32; lane++)
        {
            var (group, thread) = (lane >> 2, lane % 4);
            for (var i = 0; i < (isWide ? 1 : 8); i++)
            {
                var (row, column) = isWide ? (group, thread)
                    : (i is 0 or 1 or 4 or 5 ? group : group + 8, (thread * 2) + (i & 1) + (i < 4 ? 0 : 8));
                // A line loads the register of two neighbours.
                if ((i & 1) == 0) Assert.Equal(((row * tile.K) + column) * factorBytes, a.Of(lane, i / 2));
            }

            for (var i = 0; i < (isWide ? 1 : 4); i++)
            {
                var (row, column) = isWide ? (thread, group) : ((thread * 2) + (i & 1) + (i < 2 ? 0 : 8), group);
                Assert.Equal(((row * tile.N) + column) * factorBytes, b.Of(lane, i));
            }

            for (var i = 0; i < (isWide ? 2 : 4); i += 2)
            {
                var (row, column) = (i < 2 ? group : group + 8, thread * 2);
                Assert.Equal(((row * tile.N) + column) * sumBytes, c.Of(lane, i / 2));
            }
        }
    }

    /// <summary>
    /// NVIDIA, PTX ISA, matrix descriptor of wgmma: in units of 16 bytes the start in bits 0 to 13, the distance of core matrices along K
    /// from bit 16, along N from bit 32; above them neither base nor swizzle. A core matrix is eight columns of 16 bytes.
    /// </summary>
    [Fact]
    public void A_descriptor_states_where_core_matrices_lie()
    {
        var tile = PtxInstructions.Of(90).First(known => known.Name == "wgmma m64n64k16").Tile;
        string[] lines = [.. SharedTiles.Fill(tile, 128)];
        const long alongK = 8 * 16, alongN = 2 * alongK;

        Assert.Contains(FormattableString.Invariant($"or.b64 tiles0, tiles0, 0x{(alongK / 16 << 16) | (alongN / 16 << 32):X};"), lines);
        Assert.Contains("and.b32 width, width, 0x3FFF;", lines);
        // Of a value: which core matrix along K, which along N, and its column in it.
        Assert.Contains($"mad.lo.u32 place, depth, {alongK}, place;", lines);
        Assert.Contains($"mad.lo.u32 place, width, {alongN}, place;", lines);
        Assert.Contains("mad.lo.u32 place, width, 16, place;", lines);
    }

    /// <summary>Addresses in lines of PTX: first what a lane begins with, then the loads or stores, each a distance further.</summary>
    private sealed partial class Places(string[] lines)
    {
        private readonly int[] _distances =
            [.. lines.Select(line => Distance().Match(line)).Where(match => match.Success)
                .Select(match => Number(match.Groups["distance"].Value))];

        public int Of(int lane, int access)
        {
            var (row, column, part) = (lane >> 2, lane % 4, 0);
            foreach (var line in lines.TakeWhile(line => !line.Contains('[', StringComparison.Ordinal)))
            {
                var words = line.TrimEnd(';').Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
                part = words switch
                {
                    ["mul.lo.u32", "part", "column", var factor] => column * Number(factor),
                    ["mad.lo.u32", "part", "row", var factor, "part"] => (row * Number(factor)) + part,
                    ["add.u32", "part", "part", "row"] => part + row,
                    ["shl.b32", "part", "column", var bits] => column << Number(bits),
                    ["mad.wide.u32", "at", "part", var bytes, _] => part * Number(bytes),
                    _ => throw new InvalidOperationException($"no test reads: {line}"),
                };
            }

            return part + _distances[access];
        }

        private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

        [GeneratedRegex(@"\[at \+ (?<distance>\d+)\]", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Distance();
    }
}
