using StackBench.Worker.Device;

namespace StackBench.Worker.Cuda;

/// <summary>What a device can do, by its compute capability. Pure.</summary>
internal static class CudaFacts
{
    /// <summary>Of every device so far.</summary>
    public const int Warp = 32;

    private const int LeastBf16 = 80, LeastDot = 61;

    public static DeviceFacts Of(CudaDeviceInfo info) => new()
    {
        Name = info.Name,
        Driver = info.Driver,
        IsIntegrated = info.IsIntegrated,
        ComputeUnits = info.Multiprocessors > 0 ? info.Multiprocessors : null,
        DefaultSubgroupSize = Warp,
        HasFp16 = true,
        HasBf16 = info.Capability >= LeastBf16,
        HasFp64 = true,
        HasDotProduct = info.Capability >= LeastDot,
        HasDotInstruction = info.Capability >= LeastDot,
        ListsTiles = false,
        Tiles = [.. PtxInstructions.Of(info.Capability).Select(instruction => instruction.Tile)],
    };
}
