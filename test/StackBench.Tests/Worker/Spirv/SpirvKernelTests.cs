using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Tests.Worker.Spirv;

/// <summary>The words of the kernels, read back as the specification lays them out.</summary>
public sealed class SpirvKernelTests
{
    private static readonly MatrixTile[] Tiles =
    [
        new(MatrixElement.Fp16, MatrixElement.Fp32, 16, 16, 16), new(MatrixElement.Fp16, MatrixElement.Fp16, 16, 8, 16),
        new(MatrixElement.Bf16, MatrixElement.Fp32, 16, 16, 16), new(MatrixElement.Fp8, MatrixElement.Fp32, 16, 16, 16),
        new(MatrixElement.Int8, MatrixElement.Int32, 8, 8, 32),
    ];

    public static TheoryData<string> Names => [.. KernelList.All(Tiles, [32]).Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_module_is_well_formed(string name)
    {
        var words = Words(name);
        Assert.Equal((0x07230203u, 0x00010600u), (words[0], words[1]));
        var sections = Instructions(words).Select(instruction => Section(instruction.Op)).ToArray();
        Assert.Equal(sections.Order(), sections);
        var defined = Instructions(words).Select(Result).Where(id => id > 0).ToArray();
        Assert.Equal(defined.Length, defined.Distinct().Count());
        Assert.All(defined, id => Assert.True(id < words[3]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_parameters_give_the_same_words(string name) => Assert.Equal(Words(name), Words(name));

    [Fact]
    public void Names_are_those_of_one_kernel_each() => Assert.Equal(Names.Count, Names.Distinct().Count());

    /// <summary>By hand: four pairs, of each two multiply-adds, in four steps; eight steps of four chains; two tiles by two.</summary>
    [Theory]
    [InlineData("fma-fp32", Op.ExtInst, 4 * 2 * 4)]
    [InlineData("fma-fp64", Op.ExtInst, 4 * 2 * 4)]
    [InlineData("fma-fp16x2", Op.ExtInst, 4 * 2 * 4)]
    [InlineData("dot-int8", Op.SDot, 8 * 4)]
    [InlineData("matrix-fp16-fp32-16x16x16-32x4", Op.CooperativeMatrixMulAddKHR, 2 * 2)]
    [InlineData("chase", Op.Load, 8)]
    [InlineData("read", Op.Load, 8)]
    internal void A_round_has_the_operations_that_are_counted(string name, Op op, int count) =>
        Assert.Equal(count, Loop(Words(name)).Count(instruction => instruction.Op == op));

    /// <summary>An invocation moves 8 vectors of 16 bytes of each array, a group of 256 of them 32 KiB.</summary>
    [Theory]
    [InlineData("copy", 8, 8)]
    [InlineData("triad", 16, 8)]
    [InlineData("write", 0, 8)]
    public void An_invocation_moves_the_bytes_that_are_counted(string name, int loads, int stores)
    {
        // Loads and stores through addresses name their alignment.
        var instructions = Instructions(Words(name)).ToArray();
        Assert.Equal(loads, instructions.Count(instruction => instruction is { Op: Op.Load, Operands: [_, _, _, 2, 16] }));
        Assert.Equal(stores, instructions.Count(instruction => instruction is { Op: Op.Store, Operands: [_, _, 2, 16] }));
        Assert.Equal(8 * 16 * 256, CopyKernel.GroupBytes);
    }

    [Fact]
    public void No_two_chains_start_alike()
    {
        var pairs = FmaKernel.Seeds.Chunk(2).Select(pair => (pair[0], pair[1])).ToArray();
        Assert.Equal(pairs.Length, pairs.Distinct().Count());
    }

    private static uint[] Words(string name) => KernelList.All(Tiles, [32]).Single(kernel => kernel.Name == name).Words;

    private static IEnumerable<(Op Op, uint[] Operands)> Instructions(uint[] words)
    {
        for (var at = 5; at < words.Length; at += (int)(words[at] >> 16))
            yield return ((Op)(words[at] & 0xFFFF), words[(at + 1)..(at + (int)(words[at] >> 16))]);
    }

    /// <summary>What stands between the condition of a loop and its end.</summary>
    private static IEnumerable<(Op Op, uint[] Operands)> Loop(uint[] words) => Instructions(words)
        .SkipWhile(instruction => instruction.Op != Op.BranchConditional).Skip(1).TakeWhile(instruction => instruction.Op != Op.Branch);

    private static uint Result((Op Op, uint[] Operands) instruction) => instruction.Op switch
    {
        Op.Label or Op.ExtInstImport or (>= Op.TypeVoid and <= Op.TypeFunction) or Op.TypeCooperativeMatrixKHR => instruction.Operands[0],
        Op.Constant or Op.ConstantComposite or Op.ConstantNull or Op.Variable or Op.Function or Op.Load or Op.AccessChain or Op.Phi
            or Op.ExtInst or Op.SDot
            or Op.CooperativeMatrixLoadKHR or Op.CooperativeMatrixMulAddKHR or (>= Op.CompositeConstruct and <= Op.BitwiseXor) =>
            instruction.Operands[1],
        _ => 0,
    };

    private static int Section(Op op) => op switch
    {
        Op.Capability => 0,
        Op.Extension => 1,
        Op.ExtInstImport => 2,
        Op.MemoryModel => 3,
        Op.EntryPoint => 4,
        Op.ExecutionMode => 5,
        Op.Decorate or Op.MemberDecorate => 6,
        (>= Op.TypeVoid and <= Op.TypeFunction) or Op.TypeCooperativeMatrixKHR or Op.Constant or Op.ConstantComposite or Op.ConstantNull
            or Op.Variable => 7,
        _ => 8,
    };
}
