namespace StackBench.Worker.Spirv;

/// <summary>
/// Dot products of four packed bytes added to 32 bits: four chains x += x . b, whose operand is the chain itself, so that nothing can be
/// moved out of the loop.
/// </summary>
internal static class DotKernel
{
    public const int GroupSize = 256;

    /// <summary>Dot products of a round.</summary>
    public const int DotsPerRound = Chains * Steps;

    /// <summary>Four multiplications and four additions.</summary>
    public const int OperationsPerDot = 8;

    public const int Chains = 4;
    public const int Steps = 8;
    private const uint PackedVectorFormat4x8Bit = 0;

    /// <summary>Arguments: inputs (b and the chains' starts, <see cref="GroupSize"/> apart), output, rounds.</summary>
    public static Kernel Emit() => new("dot-int8", GroupSize, Addresses: 2, Numbers: 1, Words) { Text = "dot" };

    private static uint[] Words()
    {
        var module = new SpirvModule();
        module.Require(Capability.DotProduct);
        module.Require(Capability.DotProductInput4x8BitPacked);
        var type = module.Int32;
        var array = KernelWriter.ArrayOf(module, type, 4);
        var writer = new KernelWriter(module, GroupSize, array, array, module.UInt32);
        uint[] inputs = [.. Enumerable.Range(0, 1 + Chains).Select(input => writer.Load(
            writer.Argument(0), type, 4, writer.Add(writer.Local, writer.Constant((uint)input * GroupSize))))];
        var values = writer.Loop(writer.Argument(2), [.. inputs[1..].Select(input => (type, input))], carried =>
        {
            uint[] chains = [.. carried];
            for (var step = 0; step < Steps; step++)
                for (var chain = 0; chain < Chains; chain++)
                {
                    var dot = module.Value(Op.SDot, type, chains[chain], inputs[0], PackedVectorFormat4x8Bit);
                    chains[chain] = module.Value(Op.IAdd, type, dot, chains[chain]);
                }

            return chains;
        });
        var result = values[0];
        foreach (var value in values[1..]) result = module.Value(Op.BitwiseXor, type, result, value);
        writer.Store(writer.Argument(1), type, 4, writer.Global, result);
        return writer.Finish();
    }
}
