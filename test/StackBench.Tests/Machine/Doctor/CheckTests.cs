using StackBench.Machine.Doctor;
using static StackBench.Tests.Machine.Doctor.MachineFiles;

namespace StackBench.Tests.Machine.Doctor;

/// <summary>Each check over small machines: it finds, it does not find, it cannot read.</summary>
public sealed class CheckTests
{
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
    [InlineData("cpu.turbo", CpuFolder + "/intel_pstate/no_turbo=1", "warning")]
    [InlineData("cpu.turbo", CpuFolder + "/intel_pstate/no_turbo=0", "fine")]
    [InlineData("cpu.turbo", CpuFolder + "/cpufreq/boost=0", "warning")]
    [InlineData("cpu.turbo", "", "not checked")]
    [InlineData("cpu.smt", CpuFolder + "/smt/active=1", "note")]
    [InlineData("cpu.smt", CpuFolder + "/smt/active=0", "fine")]
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
        + Meminfo + "9000000 kB", "note")]
    [InlineData("limits.memory",
        "/proc/self/cgroup=0::/|/proc/self/mountinfo=1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw|/sys/fs/cgroup/memory.max=max|"
        + Meminfo + "9000000 kB", "fine")]
    [InlineData("limits.memory", Meminfo + "9000000 kB", "not checked")]
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
    [InlineData("memory.available", Meminfo + "1000000 kB", "warning")]
    [InlineData("memory.available", Meminfo + "9000000 kB", "fine")]
    [InlineData("memory.available", "/proc/meminfo=MemTotal: 1000000 kB\\nMemAvailable: 600000 kB", "fine")]
    [InlineData("memory.available", "/proc/meminfo=MemTotal: 16000000 kB", "not checked")]
    [InlineData("memory.swap", Meminfo + "9000000 kB\\nSwapTotal: 8000000 kB\\nSwapFree: 7000000 kB", "warning")]
    [InlineData("memory.swap", Meminfo + "9000000 kB\\nSwapTotal: 8000000 kB\\nSwapFree: 7900000 kB", "fine")]
    [InlineData("memory.swap", Meminfo + "9000000 kB\\nSwapTotal: 0 kB\\nSwapFree: 0 kB", "fine")]
    [InlineData("memory.swap", Meminfo + "9000000 kB", "not checked")]
    [InlineData("memory.errors", "/sys/devices/system/edac/mc/mc0/ue_count=2|/sys/devices/system/edac/mc/mc0/ce_count=0", "problem")]
    [InlineData("memory.errors", "/sys/devices/system/edac/mc/mc0/ue_count=0|/sys/devices/system/edac/mc/mc0/ce_count=5", "warning")]
    [InlineData("memory.errors", "/sys/devices/system/edac/mc/mc0/ue_count=0|/sys/devices/system/edac/mc/mc0/ce_count=0", "fine")]
    [InlineData("memory.errors", "", "not checked")]
    [InlineData("memory.channels", OneModuleOfTwo, "warning")]
    [InlineData("memory.channels", OneModuleOfTwo + SecondModule, "fine")]
    [InlineData("memory.channels", OneModuleOfTwo + "|" + VirtualCpu, "fine")]
    [InlineData("memory.channels", "", "not checked")]
    [InlineData("gpu.access", AmdCard, "not checked")]
    [InlineData("gpu.access", "", "fine")]
    [InlineData("gpu.processes", AmdCard + "|/sys/class/kfd/kfd/proc/42/pasid=7|/proc/42/comm=python3", "warning")]
    [InlineData("gpu.processes", AmdCard + "|/proc/42/comm=bash", "fine")]
    [InlineData("gpu.processes", AmdCard, "not checked")]
    [InlineData("gpu.processes", "/proc/42/comm=bash", "fine")]
    [InlineData("gpu.cuda", NvidiaCard, "not checked")]
    [InlineData("gpu.cuda", "", "fine")]
    [InlineData("gpu.cuda", AmdCard + "|" + Loader, "fine")]
    [InlineData("gpu.cuda", NvidiaCard + "|" + Loader, "warning")]
    [InlineData("gpu.cuda", NvidiaCard + "|" + Nouveau + "|" + Loader, "fine")]
    [InlineData("gpu.cuda", NvidiaCard + "|" + Cuda, "fine")]
    [InlineData("gpu.vulkan", NvidiaCard + "|" + Cuda, "fine")]
    [InlineData("gpu.vulkan", NvidiaCard + "|" + Nouveau + "|" + Cuda, "note")]
    [InlineData("gpu.vulkan", AmdCard, "not checked")]
    [InlineData("gpu.vulkan", "", "fine")]
    [InlineData("gpu.vulkan", AmdCard + "|" + Radv, "note")]
    [InlineData("gpu.vulkan", AmdCard + "|" + Radv + "|" + Loader, "fine")]
    [InlineData("gpu.vulkan", AmdCard + "|" + Lavapipe + "|" + Loader, "note")]
    [InlineData("gpu.vulkan", AmdCard + "|" + Radv + "|" + Amdvlk + "|" + Lavapipe + "|" + Loader, "note")]
    [InlineData("gpu.vulkan", NvidiaCard + "|" + NvidiaManifest + "|" + Loader, "note")]
    [InlineData("gpu.vulkan", NvidiaCard + "|" + NvidiaManifest + "|" + NvidiaGraphics + "|" + Loader, "fine")]
    [InlineData("gpu.opencl", AmdCard, "not checked")]
    [InlineData("gpu.opencl", "", "fine")]
    [InlineData("gpu.opencl", AmdCard + "|" + Loader, "fine")]
    [InlineData("gpu.opencl", AmdCard + "|" + Rocm + "|" + Loader, "note")]
    [InlineData("gpu.opencl", AmdCard + "|" + Rocm + "|" + Loader + "|" + Radv, "fine")]
    [InlineData("gpu.opencl", AmdCard + "|" + Rocm + "|" + Radv, "note")]
    [InlineData("gpu.opencl", Instinct + "|" + Rocm + "|" + Loader + "|" + Radv, "note")]
    [InlineData("gpu.opencl", Instinct + "|" + Rocm + "|" + Loader + "|" + Radv + "|" + AmdIcd, "fine")]
    [InlineData("gpu.vulkan", Instinct + "|" + Loader, "fine")]
    [InlineData("gpu.opencl", AmdCard + "|" + Rocm + "|" + Loader + "|" + AmdIcd, "fine")]
    [InlineData("gpu.opencl", NvidiaCard + "|" + Loader, "fine")]
    [InlineData("gpu.opencl", NvidiaCard + "|" + Cuda, "fine")]
    [InlineData("gpu.throttling", AmdCard, "not checked")]
    [InlineData("gpu.throttling", "", "fine")]
    [InlineData("gpu.power-cap", AmdCard + "|" + Sensors + "120000000|" + Card + "/hwmon/hwmon7/power1_cap_default=304000000", "warning")]
    [InlineData("gpu.power-cap", AmdCard + "|" + Sensors + "304000000|" + Card + "/hwmon/hwmon7/power1_cap_default=304000000", "fine")]
    [InlineData("gpu.power-cap", AmdCard + "|" + Sensors + "330000000|" + Card + "/hwmon/hwmon7/power1_cap_default=304000000", "fine")]
    [InlineData("gpu.power-cap", AmdCard + "|" + Sensors + "304000000|" + Card + "/hwmon/hwmon7/power1_cap_default=0", "not checked")]
    [InlineData("gpu.power-cap", AmdCard + "|" + Sensors + "304000000", "not checked")]
    [InlineData("gpu.power-cap", NvidiaCard, "not checked")]
    [InlineData("gpu.partition", AmdCard + "|" + Card + "/current_compute_partition=CPX|" + Card
        + "/current_memory_partition=NPS4", "note")]
    [InlineData("gpu.partition", AmdCard + "|" + Card + "/current_compute_partition=SPX|" + Card
        + "/current_memory_partition=NPS1", "fine")]
    [InlineData("gpu.partition", AmdCard + "|" + Card + "/current_compute_partition=SPX|" + Card
        + "/current_memory_partition=NPS4", "note")]
    [InlineData("gpu.partition", AmdCard, "not checked")]
    [InlineData("gpu.errors", AmdCard + "|" + Card + "/ras/umc_err_count=ue: 1\\nce: 4", "problem")]
    [InlineData("gpu.errors", AmdCard + "|" + Card + "/ras/umc_err_count=ue: 0\\nce: 4", "warning")]
    [InlineData("gpu.errors", AmdCard + "|" + Card + "/ras/umc_err_count=ue: 0\\nce: 0", "fine")]
    [InlineData("gpu.errors", AmdCard + "|" + Card + "/ras/umc_err_count=garbage", "not checked")]
    [InlineData("gpu.errors", AmdCard, "not checked")]
    [InlineData("gpu.errors", NvidiaCard, "not checked")]
    [InlineData("pci.link", AmdCard + "|" + Levels + "\\n1: 16.0GT/s, x16 619Mhz *", "fine")]
    [InlineData("pci.link", AmdCard + "|" + Levels + "*\\n1: 16.0GT/s, x16 619Mhz ", "warning")]
    [InlineData("pci.link", AmdCard + "|" + Card + "/pp_dpm_pcie=0: 2.5GT/s, x16 *\\n1: 16.0GT/s, x16 619Mhz ", "note")]
    [InlineData("pci.link", AmdCard + "|" + Card + "/pp_dpm_pcie=0: 2.5GT/s, x16 *\\n1: 16.0GT/s, x16 619Mhz |" + Card
        + "/gpu_busy_percent=99", "warning")]
    [InlineData("pci.link", AmdCard + "|" + Card + "/current_link_speed=8.0 GT/s PCIe|" + Card + "/current_link_width=8|" + Card
        + "/max_link_speed=16.0 GT/s PCIe|" + Card + "/max_link_width=16", "not checked")]
    [InlineData("pci.link", NvidiaCard + "|" + Card + "/current_link_speed=16.0 GT/s PCIe|" + Card + "/current_link_width=8|" + Card
        + "/max_link_speed=16.0 GT/s PCIe|" + Card + "/max_link_width=16", "warning")]
    [InlineData("pci.link", NvidiaCard + "|" + Card + "/current_link_speed=16.0 GT/s PCIe|" + Card + "/current_link_width=16|" + Card
        + "/max_link_speed=16.0 GT/s PCIe|" + Card + "/max_link_width=16", "fine")]
    [InlineData("pci.link", NvidiaCard, "not checked")]
    [InlineData("pci.errors", AmdCard + "|" + NoErrors, "fine")]
    [InlineData("pci.errors", AmdCard + "|" + NoErrors + "|" + Card + "/aer_dev_correctable=RxErr 4\\nTOTAL_ERR_COR 4", "note")]
    [InlineData("pci.errors", AmdCard + "|" + NoErrors + "|" + Card + "/aer_dev_nonfatal=TOTAL_ERR_NONFATAL 1", "warning")]
    [InlineData("pci.errors", AmdCard, "not checked")]
    [InlineData("pci.resizable-bar", AmdCard + "|" + Card + "/mem_info_vram_total=17163091968|" + Card
        + "/resource=0x000000f800000000 0x000000fbffffffff 0x000000000014220c", "fine")]
    [InlineData("pci.resizable-bar", AmdCard + "|" + Card + "/mem_info_vram_total=17163091968|" + Card
        + "/resource=0x000000f800000000 0x000000f80fffffff 0x000000000014220c", "warning")]
    [InlineData("pci.resizable-bar", AmdCard + "|" + Card + "/mem_info_vram_total=17163091968|" + Card
        + "/mem_info_vis_vram_total=268435456", "warning")]
    [InlineData("pci.resizable-bar", AmdCard + "|" + Card + "/mem_info_vram_total=17163091968", "not checked")]
    [InlineData("pci.resizable-bar", AmdCard + "|" + Card + "/resource=0x000000f800000000 0x000000fbffffffff 0x000000000014220c",
        "not checked")]
    [InlineData("pci.iommu", AmdCard + "|/sys/kernel/iommu_groups/1/type=DMA-FQ|" + Card + "/iommu_group/type=DMA-FQ", "note")]
    [InlineData("pci.iommu", AmdCard + "|" + Second + "|/sys/kernel/iommu_groups/1/type=DMA|" + Card + "/iommu_group/type=DMA|" + Pci
        + "/0000:04:00.0/iommu_group/type=DMA", "warning")]
    [InlineData("pci.iommu", AmdCard + "|/sys/kernel/iommu_groups/1/type=identity|" + Card + "/iommu_group/type=identity", "fine")]
    [InlineData("pci.iommu", AmdCard + "|/sys/kernel/iommu_groups/1/type=identity", "not checked")]
    [InlineData("pci.iommu", AmdCard, "not checked")]
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
}
