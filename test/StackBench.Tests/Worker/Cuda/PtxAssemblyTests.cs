using System.Text.RegularExpressions;
using StackBench.Tests.Worker.Vulkan;
using StackBench.Worker.Cuda;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Tests.Worker.Cuda;

/// <summary>
/// What NVIDIA's assembler makes of every text, for every chip it knows that takes the text: the instructions are counted. The driver's
/// own assembler may be of another version.
/// </summary>
public sealed class PtxAssemblyTests : IDisposable
{
    internal static readonly int[] Chips = [60, 61, 70, 72, 75, 80, 86, 89, 90];

    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-ptx-").FullName;

    /// <summary>Chip, kernel, instruction in its machine code, and how many of them: four products a round, or as said.</summary>
    private static readonly (int Chip, string Kernel, string Instruction, int Count)[] Counted =
    [
        (70, "matrix-fp16-fp32-16x16x16-32x4", "HMMA.884", 64), (70, "matrix-fp16-fp16-16x16x16-32x4", "HMMA.884", 32),
        (72, "matrix-int8-int32-16x16x16-32x4", "IMMA.8816", 16),
        (75, "matrix-fp16-fp32-16x8x8-32x4", "HMMA.1688", 4), (75, "matrix-fp16-fp16-16x8x8-32x4", "HMMA.1688", 4),
        (75, "matrix-int8-int32-8x8x16-32x4", "IMMA.8816", 4),
        (89, "matrix-fp16-fp32-16x8x16-32x4", "HMMA.16816", 4), (89, "matrix-fp16-fp16-16x8x16-32x4", "HMMA.16816", 4),
        (89, "matrix-bf16-fp32-16x8x16-32x4", "HMMA.16816", 4), (89, "matrix-tf32-fp32-16x8x8-32x4", "HMMA.1688", 4),
        (89, "matrix-fp64-fp64-8x8x4-32x4", "DMMA.884", 4), (89, "matrix-int8-int32-16x8x32-32x4", "IMMA.16832", 4),
        (89, "matrix-fp8-fp32-16x8x32-32x4", "QMMA.16832", 4),
        // Hopper has fp8 in wgmma alone: mma is composed of fp16.
        (90, "matrix-fp8-fp32-16x8x32-32x4", "HMMA.16816", 8),
        (90, "matrix-fp16-fp32-16x8x16-32x4", "HMMA.16816", 4), (90, "matrix-int8-int32-16x8x32-32x4", "IMMA.16832", 4),
        (90, "matrix-fp16-fp32-16x64x16-32x4", "HGMMA.64x64x16", 4), (90, "matrix-fp16-fp16-16x128x16-32x4", "HGMMA.64x128x16", 4),
        (90, "matrix-bf16-fp32-16x64x16-32x4", "HGMMA.64x64x16", 4), (90, "matrix-tf32-fp32-16x64x8-32x4", "HGMMA.64x64x8", 4),
        (90, "matrix-fp8-fp32-16x64x32-32x4", "QGMMA.64x64x32", 4), (90, "matrix-int8-int32-16x64x32-32x4", "IGMMA.64x64x32", 4),
        // 32 in a round; sums of eight numbers take seven more, which may be additions.
        (70, "fma-fp32", "FFMA", 39), (90, "fma-fp32", "FFMA", 39), (90, "fma-fp64", "DFMA", 39), (90, "fma-fp16x2", "HFMA2", 32),
        (90, "fma-bf16x2", "HFMA2", 32), (70, "dot-int8", "IDP", 32), (90, "dot-int8", "IDP", 32),
        (90, "copy", "LDG.E.128", 8), (90, "copy", "STG.E.128", 8), (90, "triad", "LDG.E.128", 16), (90, "read", "LDG.E.128", 8),
        (90, "write", "STG.E.128", 8), (90, "chase", "LDG.E", 1 + ChaseKernel.HopsPerRound),
    ];

    /// <summary>Each with the header it is loaded with, those of one header together.</summary>
    [Fact]
    public void Every_text_is_assembled_for_every_chip()
    {
        foreach (var chip in Chips)
            foreach (var same in Texts(chip).GroupBy(text => text.Target))
                Assemble(same.Key, same.Key.IsExact ? same.Key.Name : $"sm_{chip}", [.. same]);
    }

    [Fact]
    public void A_text_becomes_the_instructions_that_a_rate_counts()
    {
        foreach (var expected in Counted.GroupBy(expected => expected.Chip))
        {
            // All of a chip at once: the disassembler takes a second to start.
            var target = new PtxTarget(84, expected.Key, IsExact: expected.Key == 90);
            var code = Disassembled(Assemble(target, target.Name, [.. Texts(expected.Key)]));
            foreach (var (_, kernel, instruction, count) in expected)
                Assert.Equal((kernel, count), (kernel, Count(code[kernel.Replace('-', '_')], instruction)));
        }

        // No product of any chip is left out.
        Assert.Equal(
            PtxInstructions.All.Select(known => $"{known.Tile}").Distinct().Order(StringComparer.Ordinal),
            Counted.Select(expected => expected.Kernel.Split('-')).Where(parts => parts[0] == "matrix").Select(parts => parts[3]).Distinct()
                .Order(StringComparer.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A multiply-add by one is the sum at the end.
    private static int Count(string code, string instruction) =>
        Regex.Count(
            code, $@"\b{Regex.Escape(instruction)}\b(?!\S* R\d+, R\d+, 1, 1,)", RegexOptions.None, TimeSpan.FromSeconds(5));

    internal static IEnumerable<PtxText> Texts(int chip)
    {
        var device = CudaRuleTests.Device(chip);
        var facts = CudaFacts.Of(device);
        return KernelList.All(facts.Tiles, CudaFacts.Warp).Where(kernel => facts.HasDotProduct || kernel.Name != "dot-int8")
            .Concat(facts.HasBf16 ? [FmaKernel.EmitBf16()] : []).Select(kernel => PtxText.Of(kernel, device));
    }

    private string Assemble(PtxTarget header, string chip, PtxText[] texts)
    {
        var (source, binary) = (Path.Combine(_folder, "kernels.ptx"), Path.Combine(_folder, "kernels.cubin"));
        File.WriteAllText(source, header.Header + string.Concat(texts.Select(text => text.Code[text.Target.Header.Length..])));
        var (code, log) = GpuRoot.Run(PtxTools.Find("ptxas"), [$"-arch={chip}", "-v", "-o", binary, source]);
        Assert.True(code == 0, log);
        // What does not fit into registers, or waits for each product, would show a rate that is too low.
        Assert.DoesNotMatch(@"[1-9]\d* bytes spill|serializ|warning", log);
        return binary;
    }

    /// <summary>Machine code of each entry.</summary>
    private static Dictionary<string, string> Disassembled(string binary) =>
        GpuRoot.Run(PtxTools.Find("nvdisasm"), ["-c", binary]).Text.Split(".section\t.text.")[1..]
            .ToDictionary(section => section[..section.IndexOf(',', StringComparison.Ordinal)], StringComparer.Ordinal);
}
