namespace StackBench.Worker.Spirv;

/// <summary>c[0] += 1: shows how many dispatches a device has really executed, one after the other.</summary>
internal static class CountKernel
{
    /// <summary>Arguments: c.</summary>
    public static Kernel Emit() => new("count", 1, Addresses: 1, Numbers: 0, Words);

    private static uint[] Words()
    {
        var module = new SpirvModule();
        var type = module.UInt32;
        var writer = new KernelWriter(module, 1, KernelWriter.ArrayOf(module, type, 4));
        var count = writer.Load(writer.Argument(0), type, 4, writer.Constant(0));
        writer.Store(writer.Argument(0), type, 4, writer.Constant(0), writer.Add(count, writer.Constant(1)));
        return writer.Finish();
    }
}
