using System.Collections.Immutable;

namespace StackBench.Worker.OpenCl;

/// <summary>The matrix instructions that a device may have, as its driver names it; whether it has them, compiling tells. Pure.</summary>
internal static class MatrixSnippets
{
    public static ImmutableArray<MatrixSnippet> Of(OpenClDeviceInfo device) =>
    [
        .. AmdMatrix.Of(device.Target).Concat(NvidiaMatrix.Of(device.ComputeCapability))
            .Where(snippet => snippet.SubgroupSize == device.SubgroupSize),
    ];
}
