namespace StackBench.Machine.Gpu;

/// <summary>Makers of GPUs by PCI vendor id.</summary>
internal static class GpuVendors
{
    public const string Amd = "amd";
    public const string Nvidia = "nvidia";
    public const string Intel = "intel";

    public static string? Name(string vendorId) => vendorId switch
    {
        "1002" => Amd,
        "10de" => Nvidia,
        "8086" => Intel,
        _ => null,
    };
}
