namespace StackBench.Worker.Spirv;

/// <summary>Does nothing: what is left is the way to the device and back.</summary>
internal static class EmptyKernel
{
    public static Kernel Emit() => new("empty", 1, Addresses: 0, Numbers: 0, () => new KernelWriter(new SpirvModule(), 1).Finish());
}
