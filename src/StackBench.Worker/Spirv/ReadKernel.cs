namespace StackBench.Worker.Spirv;

/// <summary>
/// Reads blocks of <see cref="BlockBytes"/>: a group starts at its own one and goes on to the next, round the array. An invocation stores
/// the exclusive or of what it read: 16 bytes for each <see cref="CopyKernel.VectorsPerInvocation"/> x 16 x steps read.
/// </summary>
internal static class ReadKernel
{
    public const int BlockBytes = CopyKernel.GroupBytes;

    /// <summary>Arguments: a, c, blocks of the array, blocks between the starts of two groups, blocks a group reads, number of the
    /// first group: what is one dispatch too long is several, of which each goes on where the one before ended.</summary>
    public static Kernel Emit() => new("read", CopyKernel.GroupSize, Addresses: 2, Numbers: 4, Words);

    private static uint[] Words()
    {
        var module = new SpirvModule();
        var type = module.Vector(module.UInt32, 4);
        var array = KernelWriter.ArrayOf(module, type, CopyKernel.VectorBytes);
        var number = module.UInt32;
        var writer = new KernelWriter(module, CopyKernel.GroupSize, array, array, number, number, number, number);
        var blocks = writer.Argument(2);
        var group = writer.Add(writer.Group, writer.Argument(5));
        var start = writer.Remainder(writer.Multiply(group, writer.Argument(3)), blocks);
        var values = writer.Loop(writer.Argument(4), [(type, module.Null(type)), (module.UInt32, start)], carried =>
        {
            var (sum, block) = (carried[0], carried[1]);
            var first = writer.Add(
                writer.Multiply(block, writer.Constant(CopyKernel.GroupSize * CopyKernel.VectorsPerInvocation)), writer.Local);
            uint[] loaded = [.. Enumerable.Range(0, CopyKernel.VectorsPerInvocation).Select(k => writer.Load(
                writer.Argument(0), type, CopyKernel.VectorBytes, writer.Add(first, writer.Constant((uint)k * CopyKernel.GroupSize))))];
            foreach (var value in loaded) sum = module.Value(Op.BitwiseXor, type, sum, value);
            var next = writer.Add(block, writer.Constant(1));
            var isEnd = module.Value(Op.IEqual, module.Bool, next, blocks);
            return [sum, module.Value(Op.Select, module.UInt32, isEnd, writer.Constant(0), next)];
        });
        writer.Store(writer.Argument(1), type, CopyKernel.VectorBytes, writer.Global, values[0]);
        return writer.Finish();
    }
}
