namespace StackBench.Worker.Spirv;

/// <summary>Does nothing: what is left is the way to the device and back.</summary>
internal static class EmptyKernel
{
    public static Kernel Emit() => new("empty", new KernelWriter(new SpirvModule(), 1).Finish(), 1, 0);
}
