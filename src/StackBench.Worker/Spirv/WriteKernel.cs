namespace StackBench.Worker.Spirv;

/// <summary>c[i] = bits that depend on i and a seed, so that no hardware can compress them; laid out as <see cref="CopyKernel"/>.</summary>
internal static class WriteKernel
{
    private const uint Factor = 0x9E3779B1;

    private static readonly uint[] Masks = [0, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F];

    /// <summary>Arguments: c, seed.</summary>
    public static Kernel Emit() => new("write", CopyKernel.GroupSize, Addresses: 1, Numbers: 1, Words);

    /// <summary>What the kernel writes at a 32-bit word of the array.</summary>
    public static uint Expected(long word, uint seed) => unchecked(((uint)(word / 4) * Factor) + seed) ^ Masks[word % 4];

    private static uint[] Words()
    {
        var module = new SpirvModule();
        var type = module.Vector(module.UInt32, 4);
        var writer = new KernelWriter(
            module, CopyKernel.GroupSize, KernelWriter.ArrayOf(module, type, CopyKernel.VectorBytes), module.UInt32);
        foreach (var position in CopyKernel.Positions(writer))
        {
            var bits = writer.Add(writer.Multiply(position, writer.Constant(Factor)), writer.Argument(1));
            uint[] parts = [.. Masks.Select(mask => writer.Xor(bits, writer.Constant(mask)))];
            writer.Store(writer.Argument(0), type, CopyKernel.VectorBytes, position, module.Value(Op.CompositeConstruct, type, parts));
        }

        return writer.Finish();
    }
}
