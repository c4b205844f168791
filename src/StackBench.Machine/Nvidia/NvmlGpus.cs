using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Nvidia;

/// <summary>GPUs as NVIDIA's management library tells them; nothing where there is none.</summary>
internal static class NvmlGpus
{
    internal const uint SmClock = 1;
    internal const uint MemoryClock = 2;
    internal const uint CoreSensor = 0;

    public static ImmutableArray<GpuFacts> Read()
    {
        using var nvml = Nvml.TryOpen();
        return nvml is null ? [] : [.. nvml.Devices().Select(device => Of(nvml, device)).OfType<GpuFacts>()];
    }

    /// <summary>The library's handle of a GPU.</summary>
    public static Fact<nint> Find(Nvml nvml, string pciAddress)
    {
        foreach (var device in nvml.Devices())
            if (nvml.Structure<PciInfo>(device, "nvmlDeviceGetPciInfo_v3") is { IsKnown: true } pci && Address(pci.Value) == pciAddress)
                return device;
        return Fact<nint>.Unknown("NVIDIA's library does not know the GPU");
    }

    private static string Address(PciInfo pci) =>
        PciAddress.Normalize(string.Create(CultureInfo.InvariantCulture, $"{pci.Domain:x8}:{pci.Bus:x2}:{pci.Device:x2}.0"))!;

    private static GpuFacts? Of(Nvml nvml, nint device)
    {
        var pci = nvml.Structure<PciInfo>(device, "nvmlDeviceGetPciInfo_v3");
        if (!pci.IsKnown) return null;
        var capability = nvml.Pair(device, "nvmlDeviceGetCudaComputeCapability");
        var memory = nvml.Structure(device, "nvmlDeviceGetMemoryInfo_v2", MemoryInfo.Request);
        var bits = nvml.UInt(device, "nvmlDeviceGetMemoryBusWidth").Then<int>(width => (int)width);
        var memoryClock = Megahertz(nvml.UInt(device, "nvmlDeviceGetMaxClockInfo", MemoryClock));
        return new GpuFacts
        {
            PciAddress = Address(pci.Value),
            Vendor = NvidiaVendor.Id,
            Name = nvml.Text(device, "nvmlDeviceGetName"),
            DeviceId = Ids(pci.Value.DeviceId),
            Driver = "nvidia",
            DriverVersion = nvml.DriverVersion,
            SubsystemId = Ids(pci.Value.SubsystemId),
            Uuid = nvml.Text(device, "nvmlDeviceGetUUID"),
            Target = capability.Then<string>(version => $"sm_{version.First}{version.Second}"),
            ComputeUnits =
                nvml.UInt(device, "nvmlDeviceGetNumGpuCores")
                    .Then(cores => capability.Then<int>(version => (int)cores / CoresPerUnit(version.First, version.Second))),
            MemoryBytes = memory.Then<long>(info => (long)info.Total),
            MemoryBusBits = bits,
            MaxClockHertz = Megahertz(nvml.UInt(device, "nvmlDeviceGetMaxClockInfo", SmClock)),
            MaxMemoryClockHertz = memoryClock,
            MemoryBytesPerSecond = NvidiaVendor.MemoryBytesPerSecond(memoryClock, bits),
            PowerLimitWatts = nvml.UInt(device, "nvmlDeviceGetEnforcedPowerLimit").Then<double>(milliwatts => milliwatts * 1e-3),
            Link = new PcieLink
            {
                GigatransfersPerSecond =
                    nvml.UInt(device, "nvmlDeviceGetCurrPcieLinkGeneration").Then(generation => PcieLink.RateOf((int)generation)),
                Lanes = nvml.UInt(device, "nvmlDeviceGetCurrPcieLinkWidth").Then<int>(lanes => (int)lanes),
                MaxGigatransfersPerSecond =
                    nvml.UInt(device, "nvmlDeviceGetMaxPcieLinkGeneration").Then(generation => PcieLink.RateOf((int)generation)),
                MaxLanes = nvml.UInt(device, "nvmlDeviceGetMaxPcieLinkWidth").Then<int>(lanes => (int)lanes),
            },
            PartitionMode =
                nvml.Pair(device, "nvmlDeviceGetMigMode").Then<string>(mode => mode.First == 1 ? "MIG" : "none").Else(() => "none"),
            State = State(nvml, device, memory),
        };
    }

    private static GpuState State(Nvml nvml, nint device, Fact<MemoryInfo> memory) => new()
    {
        TemperaturesCelsius =
            NvidiaState.Temperatures(nvml.UInt(device, "nvmlDeviceGetTemperature", CoreSensor).Then<double>(celsius => celsius),
                Fact<double>.Unknown("not asked")),
        PowerWatts = nvml.UInt(device, "nvmlDeviceGetPowerUsage").Then<double>(milliwatts => milliwatts * 1e-3),
        ClockHertz = Megahertz(nvml.UInt(device, "nvmlDeviceGetClockInfo", SmClock)),
        MemoryClockHertz = Megahertz(nvml.UInt(device, "nvmlDeviceGetClockInfo", MemoryClock)),
        BusyShare = nvml.Structure<Utilization>(device, "nvmlDeviceGetUtilizationRates").Then<double>(rates => rates.Gpu / 100.0),
        MemoryUsedBytes = memory.Then<long>(info => (long)info.Used),
        FanShare = nvml.UInt(device, "nvmlDeviceGetFanSpeed").Then<double>(percent => percent / 100.0),
        EnergyJoules = nvml.ULong(device, "nvmlDeviceGetTotalEnergyConsumption").Then<double>(millijoules => millijoules * 1e-3),
        PerformanceState =
            nvml.UInt(device, "nvmlDeviceGetPerformanceState")
                .Then<string>(state => state <= 15 ? $"P{state}" : Fact<string>.Unknown("the driver does not know")),
        ThrottleReasons = nvml.ULong(device, "nvmlDeviceGetCurrentClocksEventReasons")
            .Else(() => nvml.ULong(device, "nvmlDeviceGetCurrentClocksThrottleReasons"))
            .Then<ImmutableArray<string>>(bits => NvidiaState.Reasons(bits)),
    };

    private static Fact<double> Megahertz(Fact<uint> clock) => clock.Then<double>(megahertz => megahertz * 1e6);

    private static string Ids(uint packed) => string.Create(CultureInfo.InvariantCulture, $"{packed & 0xFFFF:x4}:{packed >> 16:x4}");

    // The library counts lanes of arithmetic, not multiprocessors.
    private static int CoresPerUnit(uint major, uint minor) => (major, minor) is (7, _) or (8, 0) ? 64 : 128;

    /// <summary>nvmlPciInfo_t of version 3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct PciInfo
    {
        public fixed byte LegacyBusId[16];
        public uint Domain;
        public uint Bus;
        public uint Device;
        public uint DeviceId;
        public uint SubsystemId;
        public fixed byte BusId[32];
    }

    /// <summary>nvmlMemory_v2_t; the caller states the version in it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MemoryInfo
    {
        public uint Version;
        public ulong Total;
        public ulong Reserved;
        public ulong Free;
        public ulong Used;

        public static MemoryInfo Request => new() { Version = (uint)Marshal.SizeOf<MemoryInfo>() | 2u << 24 };
    }

    /// <summary>nvmlUtilization_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Utilization
    {
        public uint Gpu;
        public uint Memory;
    }
}
