namespace StackBench.Worker.Spirv;

/// <summary>c[i] = a[i]. A group owns a contiguous stretch of <see cref="GroupBytes"/>, its subgroups take line after line.</summary>
internal static class CopyKernel
{
    /// <summary>Invocations of a group of all kernels that stream through memory.</summary>
    public const int GroupSize = 256;

    /// <summary>16 bytes each; all are loaded before the first is stored.</summary>
    public const int VectorsPerInvocation = 8;

    public const int VectorBytes = 16;

    /// <summary>Bytes of each array that a group handles.</summary>
    public const int GroupBytes = GroupSize * VectorsPerInvocation * VectorBytes;

    /// <summary>Arguments: a, c.</summary>
    public static Kernel Emit() => new("copy", GroupSize, Addresses: 2, Numbers: 0, Words);

    /// <summary>The vectors of an invocation: its place in the group's stretch, and every 256th from there.</summary>
    public static uint[] Positions(KernelWriter writer)
    {
        var first = writer.Add(writer.Multiply(writer.Group, writer.Constant(GroupSize * VectorsPerInvocation)), writer.Local);
        return [.. Enumerable.Range(0, VectorsPerInvocation).Select(k => writer.Add(first, writer.Constant((uint)k * GroupSize)))];
    }

    private static uint[] Words()
    {
        var module = new SpirvModule();
        var type = module.Vector(module.UInt32, 4);
        var array = KernelWriter.ArrayOf(module, type, VectorBytes);
        var writer = new KernelWriter(module, GroupSize, array, array);
        var positions = Positions(writer);
        uint[] loaded = [.. positions.Select(position => writer.Load(writer.Argument(0), type, VectorBytes, position))];
        for (var k = 0; k < loaded.Length; k++) writer.Store(writer.Argument(1), type, VectorBytes, positions[k], loaded[k]);
        return writer.Finish();
    }
}
