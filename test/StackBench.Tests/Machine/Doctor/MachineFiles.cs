namespace StackBench.Tests.Machine.Doctor;

/// <summary>Paths and files of small machines, in the form that <see cref="Machines.Of"/> reads.</summary>
internal static class MachineFiles
{
    public const string CpuFolder = "/sys/devices/system/cpu";
    public const string Cpu0 = "/sys/devices/system/cpu/cpu0";
    public const string Pci = "/sys/bus/pci/devices";
    public const string Card = Pci + "/0000:03:00.0";
    public const string OneCpu = "/proc/cpuinfo=processor : 0\\nmodel name : Test\\nflags : fpu lm\\n|" + CpuFolder + "/online=0";
    public const string VirtualCpu =
        "/proc/cpuinfo=processor : 0\\nmodel name : Test\\nflags : fpu lm hypervisor\\n|" + CpuFolder + "/online=0";
    public const string TwoCpus =
        "/proc/cpuinfo=processor : 0\\nmodel name : Test\\nflags : fpu lm\\n\\nprocessor : 1\\nmodel name : Test\\nflags : fpu lm\\n|"
        + CpuFolder + "/online=0-1";
    public const string AmdCard = Card + "/class=0x030000|" + Card + "/vendor=0x1002|" + Card + "/device=0x744c|" + Card + "/revision=0xc8|"
        + Card + "/uevent=DRIVER=amdgpu";
    public const string Second = Pci + "/0000:04:00.0/class=0x030000|" + Pci + "/0000:04:00.0/vendor=0x1002|" + Pci
        + "/0000:04:00.0/device=0x744c|" + Pci + "/0000:04:00.0/uevent=DRIVER=amdgpu";
    public const string Instinct = Card + "/class=0x120000|" + Card + "/vendor=0x1002|" + Card + "/device=0x74a1|" + Card
        + "/uevent=DRIVER=amdgpu|/sys/class/kfd/kfd/topology/nodes/1/properties=simd_count 1216\\nsimd_per_cu 4\\nlocation_id 768\\n"
        + "domain 0\\ngfx_target_version 90402\\n";
    public const string NvidiaCard = Card + "/class=0x030000|" + Card + "/vendor=0x10de|" + Card + "/device=0x2684";
    public const string Nouveau = Card + "/uevent=DRIVER=nouveau";
    public const string NoErrors = Card + "/aer_dev_correctable=RxErr 0\\nTOTAL_ERR_COR 0|" + Card + "/aer_dev_fatal=TOTAL_ERR_FATAL 0|"
        + Card + "/aer_dev_nonfatal=TOTAL_ERR_NONFATAL 0";
    public const string Levels = Card + "/pp_dpm_pcie=0: 2.5GT/s, x1 310Mhz ";
    public const string Sensors = Card + "/hwmon/hwmon7/name=amdgpu|" + Card + "/hwmon/hwmon7/power1_cap=";
    public const string Libraries = "/usr/lib/x86_64-linux-gnu/";
    public const string Loader = Libraries + "libvulkan.so.1=elf";
    public const string Manifests = "/usr/share/vulkan/icd.d/";
    public const string Radv =
        Manifests + "radeon_icd.x86_64.json={\"ICD\":{\"library_path\":\"/usr/lib/x86_64-linux-gnu/libvulkan_radeon.so\"}}|"
        + Libraries + "libvulkan_radeon.so=elf";
    public const string Lavapipe = Manifests + "lvp_icd.x86_64.json={\"ICD\":{\"library_path\":\"libvulkan_lvp.so\"}}|"
        + Libraries + "libvulkan_lvp.so=elf";
    public const string Amdvlk =
        "/etc/vulkan/icd.d/amd_icd64.json={\"ICD\":{\"library_path\":\"../../../usr/lib/x86_64-linux-gnu/amdvlk64.so\"}}|"
        + Libraries + "amdvlk64.so=elf";
    public const string NvidiaManifest = "/etc/vulkan/icd.d/nvidia_icd.json={\"ICD\":{\"library_path\":\"libGLX_nvidia.so.0\"}}";
    public const string NvidiaGraphics = Libraries + "libGLX_nvidia.so.0=elf";
    public const string Rocm = "/opt/rocm/.info/version=7.0.0";
    public const string Cuda = Libraries + "libcuda.so.1=elf";
    public const string AmdIcd = "/etc/OpenCL/vendors/amdocl64_70000.icd=/opt/rocm/lib/libamdocl64.so";
    public const string Pocl = "/etc/OpenCL/vendors/pocl.icd=libpocl.so.2";
    public const string ModuleFolder = "/sys/firmware/dmi/entries/17-";

    /// <summary>16 GiB of DDR5 at 4728 MT/s on channel A, and a slot on channel B: structures of the firmware's table.</summary>
    public const string OneModuleOfTwo = ModuleFolder + "0/raw=" + Fitted + "DIMM 0\0P0 CHANNEL A\0S3R1AL\0\0|"
        + ModuleFolder + "1/raw=" + Empty + "DIMM 0\0P0 CHANNEL B\0-\0\0|" + OneCpu;

    public const string SecondModule = "|" + ModuleFolder + "1/raw=" + Fitted + "DIMM 0\0P0 CHANNEL B\0S3R1AL\0\0";

    private const string Fitted =
        "\u0011\u0022\0\0\0\0\0\0\u0040\0\u0040\0\0\u0040\u0009\0\u0001\u0002\u0022\0\0\u0078\u0012\0\u0003\0\0\0\0\0\0\0\u0078\u0012";
    private const string Empty =
        "\u0011\u0022\0\0\0\0\0\0\u0040\0\u0040\0\0\0\u0009\0\u0001\u0002\u0022\0\0\u0078\u0012\0\u0003\0\0\0\0\0\0\0\u0078\u0012";

    public const string Meminfo = "/proc/meminfo=MemTotal: 16000000 kB\\nMemAvailable: ";
}
