using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>A device as its driver gives it: memory, kernels, and the time that work takes.</summary>
internal interface IComputeDevice
{
    DeviceFacts Facts { get; }

    /// <summary>Bytes of the device's own memory that may still be allocated.</summary>
    long FreeBytes { get; }

    /// <exception cref="StackBench.Protocol.Engines.UnsupportedException">The driver's budget does not allow so much.</exception>
    IDeviceBuffer Allocate(long bytes, MemoryPlace place);

    /// <param name="subgroupSize">Invocations of a subgroup that the driver is asked for; 0 for its own choice.</param>
    /// <exception cref="StackBench.Protocol.Engines.UnsupportedException">The driver does not compile it.</exception>
    IDeviceKernel Build(Kernel kernel, int subgroupSize = 0);

    /// <summary>Executes a call over and over in one submission; calls follow each other, the dispatches of one need not.</summary>
    Timing Run(IReadOnlyList<Dispatch> call, int calls);

    /// <summary>Hands a call over and waits for it, by the host's clock: without what a device adds to take its own time.</summary>
    Timing RoundTrip(IReadOnlyList<Dispatch> call) => new(Run(call, 1).HostSeconds, null);

    /// <summary>How the calls of <see cref="Run"/> follow each other.</summary>
    string InTurn => "dispatches with barriers";

    /// <summary>Copies in one submission, one after the other.</summary>
    Timing Copy(IReadOnlyList<BufferCopy> copies, int calls);

    /// <summary>Two copies at once, by the host's clock: on queues of their own where the device has several.</summary>
    Timing CopyBoth(BufferCopy one, BufferCopy other, int calls);

    /// <summary>How the two copies of <see cref="CopyBoth"/> travel.</summary>
    string BothWays { get; }
}
