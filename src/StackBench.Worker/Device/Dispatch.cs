using System.Runtime.InteropServices;

namespace StackBench.Worker.Device;

/// <summary>A kernel with its arguments on a number of workgroups.</summary>
internal sealed record Dispatch(IDeviceKernel Kernel, byte[] Arguments, int Groups)
{
    /// <param name="arguments">Addresses and numbers, 8 bytes each; of a 32-bit one the first four count.</param>
    public static Dispatch Of(IDeviceKernel kernel, long groups, params ReadOnlySpan<ulong> arguments) =>
        new(kernel, MemoryMarshal.AsBytes(arguments).ToArray(), checked((int)groups));
}
