namespace StackBench.Worker.OpenCl;

/// <summary>Extensions of devices that are used where there are.</summary>
internal static class Extensions
{
    public const string Fp16 = "cl_khr_fp16";
    public const string Fp64 = "cl_khr_fp64";
    public const string DotProduct = "cl_khr_integer_dot_product";
    public const string Uuid = "cl_khr_device_uuid";
    public const string PciBusInfo = "cl_khr_pci_bus_info";
    public const string Amd = "cl_amd_device_attribute_query";
    public const string Nvidia = "cl_nv_device_attribute_query";
}
