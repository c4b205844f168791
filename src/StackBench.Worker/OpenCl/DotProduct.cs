namespace StackBench.Worker.OpenCl;

/// <summary>
/// How a device adds the dot product of four packed bytes to 32 bits: by an instruction of its maker, or by the language's own extension.
/// Pure.
/// </summary>
internal static class DotProduct
{
    /// <summary>NVIDIA's devices have it from this compute capability on.</summary>
    private const int LeastCapability = 61;

    private static readonly string[] OlderAmd =
        ["gfx906", "gfx908", "gfx90a", "gfx940", "gfx941", "gfx942", "gfx950", "gfx1011", "gfx1012", "gfx103"];

    private static readonly string[] NewerAmd = ["gfx11", "gfx12"];

    /// <summary>Text that defines <c>DOT(x, y, sum)</c>; null where the kernel has to compose it.</summary>
    public static string? Of(OpenClDeviceInfo device) => Makers(device) ?? (device.Extensions.Contains(Extensions.DotProduct)
        ? "#define DOT(x, y, sum) ((sum) + dot_4x8packed_ss_int(as_uint(x), as_uint(y)))\n"
        : null);

    /// <summary>Whether it is an instruction of the device's maker.</summary>
    public static bool IsMakers(OpenClDeviceInfo device) => Makers(device) is not null;

    private static string? Makers(OpenClDeviceInfo device)
    {
        if (device.ComputeCapability >= LeastCapability)
            return """
                static int dot4(int x, int y, int sum) {
                    int added;
                    __asm__("dp4a.s32.s32 %0, %1, %2, %3;" : "=r"(added) : "r"(x), "r"(y), "r"(sum));
                    return added;
                }
                #define DOT(x, y, sum) dot4(x, y, sum)

                """;
        if (IsOf(OlderAmd)) return "#define DOT(x, y, sum) __builtin_amdgcn_sdot4(x, y, sum, false)\n";
        return IsOf(NewerAmd) ? "#define DOT(x, y, sum) __builtin_amdgcn_sudot4(true, x, true, y, sum, false)\n" : null;

        bool IsOf(string[] targets) => targets.Any(target => device.Target.StartsWith(target, StringComparison.Ordinal));
    }
}
