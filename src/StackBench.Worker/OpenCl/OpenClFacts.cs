using StackBench.Worker.Device;

namespace StackBench.Worker.OpenCl;

/// <summary>What a device can do, by what its driver lists. Pure.</summary>
internal static class OpenClFacts
{
    public static DeviceFacts Of(OpenClDeviceInfo info) => new()
    {
        Name = info.Name,
        Driver = info.Driver,
        IsCpuDriver = info.IsCpuDriver,
        IsIntegrated = info.IsIntegrated,
        ComputeUnits = info.ComputeUnits > 0 ? info.ComputeUnits : null,
        DefaultSubgroupSize = info.SubgroupSize,
        HasFp16 = info.Extensions.Contains(Extensions.Fp16),
        HasFp64 = info.Extensions.Contains(Extensions.Fp64),
        // Where neither the maker nor the language has them, the kernel composes them.
        HasDotProduct = true,
        HasDotInstruction = DotProduct.Of(info) is not null && (info.HasDotInstruction || DotProduct.IsMakers(info)),
        ListsTiles = false,
        Tiles = [.. MatrixSnippets.Of(info).Select(snippet => snippet.Tile)],
        LargestBuffer = info.LargestBuffer,
    };
}
