namespace StackBench.Worker.Spirv;

/// <summary>c[i] = a[i] + s b[i] in fp32, laid out as <see cref="CopyKernel"/>.</summary>
internal static class TriadKernel
{
    /// <summary>Arguments: a, b, c, s.</summary>
    public static Kernel Emit() => new("triad", CopyKernel.GroupSize, Addresses: 3, Numbers: 1, Words);

    private static uint[] Words()
    {
        var module = new SpirvModule();
        var scalar = module.Float(32);
        var type = module.Vector(scalar, 4);
        var array = KernelWriter.ArrayOf(module, type, CopyKernel.VectorBytes);
        var writer = new KernelWriter(module, CopyKernel.GroupSize, array, array, array, scalar);
        var positions = CopyKernel.Positions(writer);
        uint[] Loaded(int argument) =>
            [.. positions.Select(position => writer.Load(writer.Argument(argument), type, CopyKernel.VectorBytes, position))];
        var (a, b) = (Loaded(0), Loaded(1));
        for (var k = 0; k < positions.Length; k++)
        {
            var scaled = module.Value(Op.VectorTimesScalar, type, b[k], writer.Argument(3));
            var sum = module.Value(Op.FAdd, type, a[k], scaled);
            writer.Store(writer.Argument(2), type, CopyKernel.VectorBytes, positions[k], sum);
        }

        return writer.Finish();
    }
}
