using System.Globalization;

namespace StackBench.Worker.Cuda;

/// <summary>Versions of CUDA, and of the PTX that its drivers take. Pure.</summary>
internal static class CudaVersion
{
    /// <summary>Of a driver that has every function used here, and takes PTX 7.0.</summary>
    public const int Least = 11_000;

    private const int Major = 1000, Minor = 10;

    /// <summary>12040 is <c>12.4</c>.</summary>
    public static string Text(int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{version / Major}.{version % Major / Minor}");

    /// <summary>The first version whose driver takes a PTX: NVIDIA, PTX ISA, release history.</summary>
    /// <param name="ptx">Version of PTX, times ten: 84.</param>
    public static int OfPtx(int ptx) => ptx switch
    {
        <= 70 => Least,
        // From 7.0 to 8.4 each release of CUDA had one.
        < 80 => Least + ((ptx - 70) * Minor),
        _ => 12_000 + ((ptx - 80) * Minor),
    };
}
