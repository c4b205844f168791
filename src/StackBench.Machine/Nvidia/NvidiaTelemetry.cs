using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine.Telemetry;

namespace StackBench.Machine.Nvidia;

/// <summary>
/// An NVIDIA GPU by the management library. Starting <c>nvidia-smi</c> ten times a second would disturb what is measured.
/// </summary>
internal sealed class NvidiaTelemetry : ITelemetrySource
{
    private readonly Nvml _nvml;
    private readonly nint _gpu;

    private NvidiaTelemetry(Nvml nvml, nint gpu, ImmutableArray<TelemetryChannel> channels) => (_nvml, _gpu, Channels) =
        (nvml, gpu, channels);

    public ImmutableArray<TelemetryChannel> Channels { get; }

    /// <param name="nvml">Stays open as long as this; null where the library is absent.</param>
    /// <param name="device">PCI address.</param>
    public static ITelemetrySource Open(Nvml? nvml, string device)
    {
        ImmutableArray<TelemetryChannel> channels =
        [
            new(device, $"{TelemetryQuantities.Temperature}.gpu", Unit.Celsius),
            new(device, TelemetryQuantities.Power, Unit.Watt),
            new(device, TelemetryQuantities.Energy, Unit.Joule, TelemetryKind.Counter),
            new(device, TelemetryQuantities.CoreClock, Unit.Hertz),
            new(device, TelemetryQuantities.MemoryClock, Unit.Hertz),
            new(device, TelemetryQuantities.Utilisation, Unit.One),
            new(device, TelemetryQuantities.MemoryUsed, Unit.Byte),
            new(device, TelemetryQuantities.Throttle, Unit.One, TelemetryKind.Flag),
            new(device, TelemetryQuantities.PowerLimit, Unit.One, TelemetryKind.Flag),
        ];
        if (nvml is null)
            return new UnreadChannel(
                "NVIDIA's library cannot be loaded, and nvidia-smi is too slow to be asked ten times a second", channels);
        var gpu = NvmlGpus.Find(nvml, device);
        return gpu.IsKnown ? new NvidiaTelemetry(nvml, gpu.Value, channels) : new UnreadChannel(gpu.UnknownReason, channels);
    }

    public void Read(double seconds, Span<Fact<double>?> values)
    {
        var events = _nvml.ULong(_gpu, "nvmlDeviceGetCurrentClocksEventReasons")
            .Else(() => _nvml.ULong(_gpu, "nvmlDeviceGetCurrentClocksThrottleReasons"));
        values[0] = _nvml.UInt(_gpu, "nvmlDeviceGetTemperature", NvmlGpus.CoreSensor).Then<double>(celsius => celsius);
        values[1] = _nvml.UInt(_gpu, "nvmlDeviceGetPowerUsage").Then<double>(milliwatts => milliwatts * 1e-3);
        values[2] = _nvml.ULong(_gpu, "nvmlDeviceGetTotalEnergyConsumption").Then<double>(millijoules => millijoules * 1e-3);
        values[3] = _nvml.UInt(_gpu, "nvmlDeviceGetClockInfo", NvmlGpus.SmClock).Then<double>(megahertz => megahertz * 1e6);
        values[4] = _nvml.UInt(_gpu, "nvmlDeviceGetClockInfo", NvmlGpus.MemoryClock).Then<double>(megahertz => megahertz * 1e6);
        values[5] = _nvml.Structure<NvmlGpus.Utilization>(_gpu, "nvmlDeviceGetUtilizationRates").Then<double>(rates => rates.Gpu / 100.0);
        values[6] = _nvml.Structure(_gpu, "nvmlDeviceGetMemoryInfo_v2", NvmlGpus.MemoryInfo.Request).Then<double>(memory => memory.Used);
        values[7] = events.Then<double>(bits => NvidiaState.IsThrottled(bits) ? 1 : 0);
        values[8] = events.Then<double>(bits => NvidiaState.IsPowerLimited(bits) ? 1 : 0);
    }

    public void Dispose()
    {
    }
}
