using System.Collections.Immutable;
using StackBench.Machine;
using StackBench.Machine.Doctor;
using StackBench.Machine.Reading;

namespace StackBench.Tests.Machine.Doctor;

/// <summary>Each check over small machines: it finds, it does not find, it cannot read.</summary>
public sealed class CheckTests
{
    private const string Cpu = "/sys/devices/system/cpu";
    private const string Cpu0 = "/sys/devices/system/cpu/cpu0";
    private const string Pci = "/sys/bus/pci/devices";
    private const string Card = Pci + "/0000:03:00.0";
    private const string OneCpu = "/proc/cpuinfo=processor : 0\\nmodel name : Test\\nflags : fpu lm\\n|" + Cpu + "/online=0";
    private const string VirtualCpu = "/proc/cpuinfo=processor : 0\\nmodel name : Test\\nflags : fpu lm hypervisor\\n|" + Cpu + "/online=0";
    private const string TwoCpus =
        "/proc/cpuinfo=processor : 0\\nmodel name : Test\\nflags : fpu lm\\n\\nprocessor : 1\\nmodel name : Test\\nflags : fpu lm\\n|"
        + Cpu + "/online=0-1";
    private const string Amd = Card + "/class=0x030000|" + Card + "/vendor=0x1002|" + Card + "/device=0x744c|" + Card + "/revision=0xc8|"
        + Card + "/uevent=DRIVER=amdgpu";
    private const string Second = Pci + "/0000:04:00.0/class=0x030000|" + Pci + "/0000:04:00.0/vendor=0x1002|" + Pci
        + "/0000:04:00.0/device=0x744c|" + Pci + "/0000:04:00.0/uevent=DRIVER=amdgpu";
    private const string Nvidia = Card + "/class=0x030000|" + Card + "/vendor=0x10de|" + Card + "/device=0x2684";
    private const string NoErrors = Card + "/aer_dev_correctable=RxErr 0\\nTOTAL_ERR_COR 0|" + Card + "/aer_dev_fatal=TOTAL_ERR_FATAL 0|"
        + Card + "/aer_dev_nonfatal=TOTAL_ERR_NONFATAL 0";
    private const string Levels = Card + "/pp_dpm_pcie=0: 2.5GT/s, x1 310Mhz ";
    private const string Sensors = Card + "/hwmon/hwmon7/name=amdgpu|" + Card + "/hwmon/hwmon7/power1_cap=";
    private const string Libraries = "/usr/lib/x86_64-linux-gnu/";
    private const string Loader = Libraries + "libvulkan.so.1=elf";
    private const string Manifests = "/usr/share/vulkan/icd.d/";
    private const string Radv =
        Manifests + "radeon_icd.x86_64.json={\"ICD\":{\"library_path\":\"/usr/lib/x86_64-linux-gnu/libvulkan_radeon.so\"}}|"
        + Libraries + "libvulkan_radeon.so=elf";
    private const string Lavapipe = Manifests + "lvp_icd.x86_64.json={\"ICD\":{\"library_path\":\"libvulkan_lvp.so\"}}|"
        + Libraries + "libvulkan_lvp.so=elf";
    private const string Amdvlk =
        "/etc/vulkan/icd.d/amd_icd64.json={\"ICD\":{\"library_path\":\"../../../usr/lib/x86_64-linux-gnu/amdvlk64.so\"}}|"
        + Libraries + "amdvlk64.so=elf";
    private const string NvidiaManifest = "/etc/vulkan/icd.d/nvidia_icd.json={\"ICD\":{\"library_path\":\"libGLX_nvidia.so.0\"}}";
    private const string NvidiaGraphics = Libraries + "libGLX_nvidia.so.0=elf";
    private const string Memory = "/proc/meminfo=MemTotal: 16000000 kB\\nMemAvailable: ";

    [Theory]
    [InlineData("cpu.governor", Cpu0 + "/cpufreq/scaling_governor=schedutil|" + OneCpu, "warning")]
    [InlineData("cpu.governor", Cpu0 + "/cpufreq/scaling_governor=performance|" + OneCpu, "fine")]
    [InlineData("cpu.governor", Cpu0 + "/cpufreq/scaling_governor=powersave|" + Cpu0 + "/cpufreq/scaling_driver=intel_pstate|" + Cpu0
        + "/cpufreq/energy_performance_preference=performance|" + OneCpu, "fine")]
    [InlineData("cpu.governor", Cpu0 + "/cpufreq/scaling_governor=powersave|" + Cpu0 + "/cpufreq/scaling_driver=intel_pstate|" + Cpu0
        + "/cpufreq/energy_performance_preference=balance_power|" + OneCpu, "warning")]
    [InlineData("cpu.governor", Cpu0 + "/cpufreq/scaling_governor=powersave|" + Cpu0 + "/cpufreq/scaling_driver=acpi-cpufreq|" + Cpu0
        + "/cpufreq/energy_performance_preference=performance|" + OneCpu, "warning")]
    [InlineData("cpu.governor", OneCpu, "not checked")]
    [InlineData("cpu.turbo", Cpu + "/intel_pstate/no_turbo=1", "warning")]
    [InlineData("cpu.turbo", Cpu + "/intel_pstate/no_turbo=0", "fine")]
    [InlineData("cpu.turbo", Cpu + "/cpufreq/boost=0", "warning")]
    [InlineData("cpu.turbo", "", "not checked")]
    [InlineData("cpu.smt", Cpu + "/smt/active=1", "note")]
    [InlineData("cpu.smt", Cpu + "/smt/active=0", "fine")]
    [InlineData("cpu.smt", "", "not checked")]
    [InlineData("cpu.busy", "/proc/loadavg=3.50 1.00 0.50 2/300 999|" + TwoCpus, "warning")]
    [InlineData("cpu.busy", "/proc/loadavg=0.30 1.00 0.50 2/300 999|" + TwoCpus, "fine")]
    [InlineData("cpu.busy", TwoCpus, "not checked")]
    [InlineData("cpu.busy", "/proc/loadavg=busy|" + TwoCpus, "not checked")]
    [InlineData("cpu.steal", "/proc/stat=cpu 50 0 30 10 0 0 0 10 0 0|" + VirtualCpu, "note")]
    [InlineData("cpu.steal", "/proc/stat=cpu 500 0 300 200 0 0 0 0 400 0|" + VirtualCpu, "fine")]
    [InlineData("cpu.steal", "/proc/stat=cpu 50 0 30 10 0 0 0 10 0 0|" + OneCpu, "fine")]
    [InlineData("cpu.steal", VirtualCpu, "not checked")]
    [InlineData("cpu.throttling", Cpu0 + "/thermal_throttle/core_throttle_count=3|" + Cpu0
        + "/thermal_throttle/package_throttle_count=0", "note")]
    [InlineData("cpu.throttling", Cpu0 + "/thermal_throttle/core_throttle_count=0|" + Cpu0
        + "/thermal_throttle/package_throttle_count=0", "fine")]
    [InlineData("cpu.throttling", OneCpu, "not checked")]
    [InlineData("limits.cpu",
        "/proc/self/cgroup=0::/|/proc/self/mountinfo=1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw|/sys/fs/cgroup/cpu.max=150000 100000|"
        + TwoCpus, "warning")]
    [InlineData("limits.cpu",
        "/proc/self/cgroup=0::/|/proc/self/mountinfo=1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw|/sys/fs/cgroup/cpu.max=max 100000|"
        + TwoCpus, "fine")]
    [InlineData("limits.cpu", TwoCpus, "not checked")]
    [InlineData("limits.memory",
        "/proc/self/cgroup=0::/|/proc/self/mountinfo=1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw|/sys/fs/cgroup/memory.max=1000000000|"
        + Memory + "9000000 kB", "note")]
    [InlineData("limits.memory",
        "/proc/self/cgroup=0::/|/proc/self/mountinfo=1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw|/sys/fs/cgroup/memory.max=max|"
        + Memory + "9000000 kB", "fine")]
    [InlineData("limits.memory", Memory + "9000000 kB", "not checked")]
    [InlineData("cpu.numa-balancing",
        "/proc/sys/kernel/numa_balancing=1|/sys/devices/system/node/node0/cpulist=0|/sys/devices/system/node/node1/cpulist=1", "warning")]
    [InlineData("cpu.numa-balancing",
        "/proc/sys/kernel/numa_balancing=0|/sys/devices/system/node/node0/cpulist=0|/sys/devices/system/node/node1/cpulist=1", "fine")]
    [InlineData("cpu.numa-balancing", "/proc/sys/kernel/numa_balancing=1|/sys/devices/system/node/node0/cpulist=0-1", "fine")]
    [InlineData("cpu.numa-balancing", "/proc/sys/kernel/numa_balancing=1", "not checked")]
    [InlineData("cpu.numa-balancing", "", "not checked")]
    [InlineData("clock.source", "/sys/devices/system/clocksource/clocksource0/current_clocksource=hpet", "warning")]
    [InlineData("clock.source", "/sys/devices/system/clocksource/clocksource0/current_clocksource=kvm-clock", "note")]
    [InlineData("clock.source", "/sys/devices/system/clocksource/clocksource0/current_clocksource=tsc", "fine")]
    [InlineData("clock.source", "", "not checked")]
    [InlineData("memory.huge-pages", "/sys/kernel/mm/transparent_hugepage/enabled=always madvise [never]", "warning")]
    [InlineData("memory.huge-pages", "/sys/kernel/mm/transparent_hugepage/enabled=always [madvise] never", "fine")]
    [InlineData("memory.huge-pages", "/sys/kernel/mm/transparent_hugepage/enabled=perhaps", "not checked")]
    [InlineData("memory.available", Memory + "1000000 kB", "warning")]
    [InlineData("memory.available", Memory + "9000000 kB", "fine")]
    [InlineData("memory.available", "/proc/meminfo=MemTotal: 1000000 kB\\nMemAvailable: 600000 kB", "fine")]
    [InlineData("memory.available", "/proc/meminfo=MemTotal: 16000000 kB", "not checked")]
    [InlineData("memory.swap", Memory + "9000000 kB\\nSwapTotal: 8000000 kB\\nSwapFree: 7000000 kB", "warning")]
    [InlineData("memory.swap", Memory + "9000000 kB\\nSwapTotal: 8000000 kB\\nSwapFree: 7900000 kB", "fine")]
    [InlineData("memory.swap", Memory + "9000000 kB\\nSwapTotal: 0 kB\\nSwapFree: 0 kB", "fine")]
    [InlineData("memory.swap", Memory + "9000000 kB", "not checked")]
    [InlineData("memory.errors", "/sys/devices/system/edac/mc/mc0/ue_count=2|/sys/devices/system/edac/mc/mc0/ce_count=0", "problem")]
    [InlineData("memory.errors", "/sys/devices/system/edac/mc/mc0/ue_count=0|/sys/devices/system/edac/mc/mc0/ce_count=5", "warning")]
    [InlineData("memory.errors", "/sys/devices/system/edac/mc/mc0/ue_count=0|/sys/devices/system/edac/mc/mc0/ce_count=0", "fine")]
    [InlineData("memory.errors", "", "not checked")]
    [InlineData("gpu.access", Amd, "not checked")]
    [InlineData("gpu.access", "", "fine")]
    [InlineData("gpu.processes", Amd + "|/sys/class/kfd/kfd/proc/42/pasid=7|/proc/42/comm=python3", "warning")]
    [InlineData("gpu.processes", Amd + "|/proc/42/comm=bash", "fine")]
    [InlineData("gpu.processes", Amd, "not checked")]
    [InlineData("gpu.processes", "/proc/42/comm=bash", "fine")]
    [InlineData("gpu.vulkan", Amd, "not checked")]
    [InlineData("gpu.vulkan", "", "fine")]
    [InlineData("gpu.vulkan", Amd + "|" + Radv, "note")]
    [InlineData("gpu.vulkan", Amd + "|" + Radv + "|" + Loader, "fine")]
    [InlineData("gpu.vulkan", Amd + "|" + Lavapipe + "|" + Loader, "note")]
    [InlineData("gpu.vulkan", Amd + "|" + Radv + "|" + Amdvlk + "|" + Lavapipe + "|" + Loader, "note")]
    [InlineData("gpu.vulkan", Nvidia + "|" + NvidiaManifest + "|" + Loader, "note")]
    [InlineData("gpu.vulkan", Nvidia + "|" + NvidiaManifest + "|" + NvidiaGraphics + "|" + Loader, "fine")]
    [InlineData("gpu.throttling", Amd, "not checked")]
    [InlineData("gpu.throttling", "", "fine")]
    [InlineData("gpu.power-cap", Amd + "|" + Sensors + "120000000|" + Card + "/hwmon/hwmon7/power1_cap_default=304000000", "warning")]
    [InlineData("gpu.power-cap", Amd + "|" + Sensors + "304000000|" + Card + "/hwmon/hwmon7/power1_cap_default=304000000", "fine")]
    [InlineData("gpu.power-cap", Amd + "|" + Sensors + "330000000|" + Card + "/hwmon/hwmon7/power1_cap_default=304000000", "fine")]
    [InlineData("gpu.power-cap", Amd + "|" + Sensors + "304000000|" + Card + "/hwmon/hwmon7/power1_cap_default=0", "not checked")]
    [InlineData("gpu.power-cap", Amd + "|" + Sensors + "304000000", "not checked")]
    [InlineData("gpu.power-cap", Nvidia, "not checked")]
    [InlineData("gpu.partition", Amd + "|" + Card + "/current_compute_partition=CPX|" + Card + "/current_memory_partition=NPS4", "note")]
    [InlineData("gpu.partition", Amd + "|" + Card + "/current_compute_partition=SPX|" + Card + "/current_memory_partition=NPS1", "fine")]
    [InlineData("gpu.partition", Amd + "|" + Card + "/current_compute_partition=SPX|" + Card + "/current_memory_partition=NPS4", "note")]
    [InlineData("gpu.partition", Amd, "not checked")]
    [InlineData("gpu.errors", Amd + "|" + Card + "/ras/umc_err_count=ue: 1\\nce: 4", "problem")]
    [InlineData("gpu.errors", Amd + "|" + Card + "/ras/umc_err_count=ue: 0\\nce: 4", "warning")]
    [InlineData("gpu.errors", Amd + "|" + Card + "/ras/umc_err_count=ue: 0\\nce: 0", "fine")]
    [InlineData("gpu.errors", Amd + "|" + Card + "/ras/umc_err_count=garbage", "not checked")]
    [InlineData("gpu.errors", Amd, "not checked")]
    [InlineData("gpu.errors", Nvidia, "not checked")]
    [InlineData("pci.link", Amd + "|" + Levels + "\\n1: 16.0GT/s, x16 619Mhz *", "fine")]
    [InlineData("pci.link", Amd + "|" + Levels + "*\\n1: 16.0GT/s, x16 619Mhz ", "warning")]
    [InlineData("pci.link", Amd + "|" + Card + "/pp_dpm_pcie=0: 2.5GT/s, x16 *\\n1: 16.0GT/s, x16 619Mhz ", "note")]
    [InlineData("pci.link", Amd + "|" + Card + "/pp_dpm_pcie=0: 2.5GT/s, x16 *\\n1: 16.0GT/s, x16 619Mhz |" + Card
        + "/gpu_busy_percent=99", "warning")]
    [InlineData("pci.link", Amd + "|" + Card + "/current_link_speed=8.0 GT/s PCIe|" + Card + "/current_link_width=8|" + Card
        + "/max_link_speed=16.0 GT/s PCIe|" + Card + "/max_link_width=16", "not checked")]
    [InlineData("pci.link", Nvidia + "|" + Card + "/current_link_speed=16.0 GT/s PCIe|" + Card + "/current_link_width=8|" + Card
        + "/max_link_speed=16.0 GT/s PCIe|" + Card + "/max_link_width=16", "warning")]
    [InlineData("pci.link", Nvidia + "|" + Card + "/current_link_speed=16.0 GT/s PCIe|" + Card + "/current_link_width=16|" + Card
        + "/max_link_speed=16.0 GT/s PCIe|" + Card + "/max_link_width=16", "fine")]
    [InlineData("pci.link", Nvidia, "not checked")]
    [InlineData("pci.errors", Amd + "|" + NoErrors, "fine")]
    [InlineData("pci.errors", Amd + "|" + NoErrors + "|" + Card + "/aer_dev_correctable=RxErr 4\\nTOTAL_ERR_COR 4", "note")]
    [InlineData("pci.errors", Amd + "|" + NoErrors + "|" + Card + "/aer_dev_nonfatal=TOTAL_ERR_NONFATAL 1", "warning")]
    [InlineData("pci.errors", Amd, "not checked")]
    [InlineData("pci.resizable-bar", Amd + "|" + Card + "/mem_info_vram_total=17163091968|" + Card
        + "/resource=0x000000f800000000 0x000000fbffffffff 0x000000000014220c", "fine")]
    [InlineData("pci.resizable-bar", Amd + "|" + Card + "/mem_info_vram_total=17163091968|" + Card
        + "/resource=0x000000f800000000 0x000000f80fffffff 0x000000000014220c", "warning")]
    [InlineData("pci.resizable-bar", Amd + "|" + Card + "/mem_info_vram_total=17163091968|" + Card
        + "/mem_info_vis_vram_total=268435456", "warning")]
    [InlineData("pci.resizable-bar", Amd + "|" + Card + "/mem_info_vram_total=17163091968", "not checked")]
    [InlineData("pci.resizable-bar", Amd + "|" + Card + "/resource=0x000000f800000000 0x000000fbffffffff 0x000000000014220c",
        "not checked")]
    [InlineData("pci.iommu", Amd + "|/sys/kernel/iommu_groups/1/type=DMA-FQ|" + Card + "/iommu_group/type=DMA-FQ", "note")]
    [InlineData("pci.iommu", Amd + "|" + Second + "|/sys/kernel/iommu_groups/1/type=DMA|" + Card + "/iommu_group/type=DMA|" + Pci
        + "/0000:04:00.0/iommu_group/type=DMA", "warning")]
    [InlineData("pci.iommu", Amd + "|/sys/kernel/iommu_groups/1/type=identity|" + Card + "/iommu_group/type=identity", "fine")]
    [InlineData("pci.iommu", Amd + "|/sys/kernel/iommu_groups/1/type=identity", "not checked")]
    [InlineData("pci.iommu", Amd, "not checked")]
    [InlineData("pci.iommu", "", "fine")]
    [InlineData("env.gpu-target", "", "not checked")]
    [InlineData("env.visible-devices", "", "not checked")]
    [InlineData("env.threads", "", "not checked")]
    [InlineData("env.debug", "", "not checked")]
    public void A_check_finds_what_is_wrong_passes_what_is_right_and_says_what_it_could_not_read(string id, string files, string expected)
    {
        using var tree = Machines.Of(files);
        Assert.Equal(expected, Machines.Verdict(Machines.Examine(tree.Root), id));
    }

    [Theory]
    [InlineData("env.gpu-target", "HSA_OVERRIDE_GFX_VERSION", "11.0.0", "warning")]
    [InlineData("env.gpu-target", "HSA_OVERRIDE_GFX_VERSION_3", "11.0.0", "warning")]
    [InlineData("env.gpu-target", "HSA_OVERRIDE_GFX_VERSION", "", "fine")]
    [InlineData("env.visible-devices", "CUDA_VISIBLE_DEVICES", "", "warning")]
    [InlineData("env.visible-devices", "ROCR_VISIBLE_DEVICES", "0,1", "note")]
    [InlineData("env.visible-devices", "NVIDIA_VISIBLE_DEVICES", "all", "fine")]
    [InlineData("env.visible-devices", "PATH", "/usr/bin", "fine")]
    [InlineData("env.threads", "OMP_NUM_THREADS", "1", "warning")]
    [InlineData("env.threads", "OMP_NUM_THREADS", "2", "fine")]
    [InlineData("env.threads", "MKL_NUM_THREADS", "64", "warning")]
    [InlineData("env.threads", "OMP_THREAD_LIMIT", "64", "fine")]
    [InlineData("env.threads", "KMP_HW_SUBSET", "1t", "note")]
    [InlineData("env.debug", "CUDA_LAUNCH_BLOCKING", "1", "warning")]
    [InlineData("env.debug", "CUDA_LAUNCH_BLOCKING", "0", "fine")]
    public void Variables_are_judged_by_what_they_do(string id, string name, string value, string expected)
    {
        using var tree = Machines.Of(TwoCpus);
        Assert.Equal(expected, Machines.Verdict(Machines.Examine(tree.Root, variable => variable == name ? value : null), id));
    }

    [Fact]
    public void The_table_above_covers_every_check()
    {
        var covered =
            typeof(CheckTests).GetMethod(nameof(A_check_finds_what_is_wrong_passes_what_is_right_and_says_what_it_could_not_read))!
            .GetCustomAttributesData().Where(data => data.AttributeType == typeof(InlineDataAttribute))
            .Select(data =>
                (string)((IReadOnlyCollection<System.Reflection.CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)
                    .First().Value!)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Equal(Checks.All.Select(check => check.Id).Order(StringComparer.Ordinal), covered.Order(StringComparer.Ordinal));
        Assert.Equal(Checks.All.Length, Checks.All.Select(check => check.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("NoPermission", "/dev/kfd", "group 'render'", "no permission to open /dev/kfd: join group 'render'", "usermod")]
    [InlineData("NoDevice", "/dev/kfd", "", "/dev/kfd is not here: the driver is not loaded, or the container does not pass it through",
        "--device /dev/kfd")]
    [InlineData("NoRenderNode", "", "", "the driver made no render node for the device", "modprobe amdgpu")]
    [InlineData("Broken", "/dev/kfd", "I/O error", "/dev/kfd cannot be opened: I/O error", "modprobe amdgpu")]
    public void A_gpu_that_cannot_be_opened_is_a_problem_with_a_remedy(string barrier, string device, string detail, string reason,
        string remedy)
    {
        using var tree = Machines.Of(Amd);
        var facts = MachineReader.Read(tree.Root);
        var access = new GpuAccess(Enum.Parse<GpuBarrier>(barrier), device, detail);
        var closed = facts with { Gpus = [facts.Gpus[0] with { Access = access.Text, Barrier = access.Barrier }] };
        var finding = Assert.Single(
            Checkup.Examine(Machines.Input(tree.Root) with { Facts = closed }).Findings, finding => finding.Id == "gpu.access");
        Assert.Equal((Severity.Problem, reason, "0000:03:00.0"), (finding.Severity, finding.Cause, finding.Device));
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
        var open = facts with { Gpus = [facts.Gpus[0] with { Access = "usable" }] };
        Assert.Contains("gpu.access", Checkup.Examine(Machines.Input(tree.Root) with { Facts = open }).Passed);
    }

    [Theory]
    [InlineData(Amd + "|" + Radv, "loader is not installed", "apt install libvulkan1")]
    [InlineData(Amd + "|" + Loader, "no Vulkan driver is installed", "mesa-vulkan-drivers")]
    [InlineData(Amd + "|" + Lavapipe + "|" + Loader, "Vulkan has only libvulkan_lvp.so", "mesa-vulkan-drivers")]
    [InlineData(Amd + "|" + Radv + "|" + Amdvlk + "|" + Loader, "two Vulkan drivers know the GPU: RADV and AMDVLK", "VK_DRIVER_FILES")]
    [InlineData(Nvidia + "|" + NvidiaManifest + "|" + Loader, "no Vulkan driver is installed", "NVIDIA_DRIVER_CAPABILITIES=all")]
    [InlineData(Nvidia + "|" + Lavapipe + "|" + Loader, "Vulkan has only libvulkan_lvp.so", "'graphics'")]
    public void What_keeps_vulkan_from_a_gpu_is_named_with_its_remedy(string files, string cause, string remedy)
    {
        using var tree = Machines.Of(files);

        var finding = Assert.Single(Machines.Examine(tree.Root).Findings, finding => finding.Id == "gpu.vulkan");

        Assert.Contains(cause, finding.Cause, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Lavapipe_in_the_place_of_a_gpu_is_called_what_it_is()
    {
        using var tree = Machines.Of(Amd + "|" + Lavapipe + "|" + Loader);

        var finding = Assert.Single(Machines.Examine(tree.Root).Findings, finding => finding.Id == "gpu.vulkan");

        Assert.Contains("device 0 of Vulkan is lavapipe, which computes on the CPU", finding.Effect, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_that_the_user_names_is_the_only_one()
    {
        using var tree = Machines.Of(Amd + "|" + Radv + "|" + Amdvlk + "|" + Loader);
        var named = Manifests + "radeon_icd.x86_64.json";

        Assert.Equal(
            "fine", Machines.Verdict(Machines.Examine(tree.Root, name => name == "VK_DRIVER_FILES" ? named : null), "gpu.vulkan"));
    }

    [Theory]
    [InlineData("thermal", 0.5, "warning")]
    [InlineData("thermal", 0.0, "note")]
    [InlineData("power", 1.0, "note")]
    [InlineData("", 1.0, "fine")]
    public void A_held_down_gpu_is_found(string reason, double busy, string expected)
    {
        using var tree = Machines.Of(Amd);
        var facts = MachineReader.Read(tree.Root);
        var held = facts with
        {
            Gpus = [facts.Gpus[0] with { State = new GpuState
        {
            BusyShare = busy,
            ThrottleReasons = reason.Length == 0 ? ImmutableArray<string>.Empty : ImmutableArray.Create(reason),
        } }]
        };
        Assert.Equal(expected, Machines.Verdict(Checkup.Examine(Machines.Input(tree.Root) with { Facts = held }), "gpu.throttling"));
    }

    [Theory]
    [InlineData("/dev/nvidia-uvm", "warning")]
    [InlineData("/dev/dri/renderD128", "note")]
    [InlineData("/dev/null", "fine")]
    public void Processes_are_found_by_what_they_hold_open(string target, string expected)
    {
        using var tree = Machines.Of(Amd + "|/proc/42/comm=some\u001b[31mprogram");
        Directory.CreateDirectory(Path.Combine(tree.Root, "proc/42/fd"));
        File.CreateSymbolicLink(Path.Combine(tree.Root, "proc/42/fd/3"), target);
        var diagnosis = Machines.Examine(tree.Root);
        Assert.Equal(expected, Machines.Verdict(diagnosis, "gpu.processes"));
        if (expected != "fine")
            Assert.Contains("some[31mprogram (42)", Assert.Single(diagnosis.Findings, finding => finding.Id == "gpu.processes").Cause,
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("16", "16", "16", "fine")]
    [InlineData("8", "16", "16", "warning")]
    [InlineData("8", "16", "8", "fine")]
    public void A_link_is_judged_by_both_its_ends(string lanes, string most, string slot, string expected)
    {
        using var tree = Machines.Of("");
        var device = Path.Combine(tree.Root, "sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0");
        Directory.CreateDirectory(device);
        Directory.CreateDirectory(Path.Combine(tree.Root, Pci[1..]));
        File.CreateSymbolicLink(Path.Combine(tree.Root, Card[1..]), "../../../devices/pci0000:00/0000:00:01.0/0000:03:00.0");
        File.CreateSymbolicLink(Path.Combine(tree.Root, (Pci + "/0000:00:01.0")[1..]), "../../../devices/pci0000:00/0000:00:01.0");
        foreach (var file in ($"{Amd}|{Card}/current_link_speed=16.0 GT/s PCIe|{Card}/current_link_width={lanes}|"
            + $"{Card}/max_link_speed=16.0 GT/s PCIe|{Card}/max_link_width={most}|{Pci}/0000:00:01.0/max_link_speed=32.0 GT/s "
            + $"PCIe|{Pci}/0000:00:01.0/max_link_width={slot}|{Pci}/0000:00:01.0/current_link_speed=16.0 GT/s "
            + $"PCIe|{Pci}/0000:00:01.0/current_link_width={lanes}")
            .Split('|'))
            tree.With(file.Split('=', 2)[0], file.Split('=', 2)[1]);
        Assert.Equal(expected, Machines.Verdict(Machines.Examine(tree.Root), "pci.link"));
    }
}
