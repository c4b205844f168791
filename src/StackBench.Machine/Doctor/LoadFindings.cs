using System.Collections.Immutable;
using StackBench.Core.Statistics;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;

namespace StackBench.Machine.Doctor;

/// <summary>What only shows while a GPU works. Pure.</summary>
public static class LoadFindings
{
    /// <summary>Of its highest memory clock; below lies a state for rest.</summary>
    private const double WakeShare = 0.7;

    /// <summary>Of its highest clock; drivers state clocks that no full load holds.</summary>
    private const double LowClockShare = 0.5;

    /// <summary>Share of the time that makes throttling more than a moment.</summary>
    private const double ThrottledShare = 0.1;

    /// <param name="load">Telemetry under load alone.</param>
    public static ImmutableArray<Finding> Of(GpuFacts gpu, TelemetrySeries load)
    {
        ArgumentNullException.ThrowIfNull(gpu);
        return
        [
            .. Low(
                "gpu.memory-clock", "memory clock", Median(load, gpu, TelemetryQuantities.MemoryClock), gpu.MaxMemoryClockHertz, WakeShare,
                gpu, "kernels that stream memory are slower than the GPU can do",
                "choose the driver's performance mode (power_dpm_force_performance_level, nvidia-smi -rmc), and look at device-memory"),
            .. Low("gpu.core-clock", "clock", Median(load, gpu, TelemetryQuantities.CoreClock), gpu.MaxClockHertz, LowClockShare,
                gpu, "all kernels are slower than the GPU can do",
                "look at the power limit, the temperature and the driver's performance mode"),
            .. Throttled(gpu, load),
        ];
    }

    private static IEnumerable<Finding> Low(
        string id, string what, double? median, Fact<double> highest, double share, GpuFacts gpu, string effect, string remedy)
    {
        if (median is { } clock && highest.IsKnown && clock < share * highest.Value)
            yield return new Finding(id, Severity.Warning,
                $"the {what} stays at {NumberText.Quantity(clock, Unit.Hertz)} under load, its highest is "
                    + NumberText.Quantity(highest.Value, Unit.Hertz),
                effect, remedy, gpu.PciAddress);
    }

    private static IEnumerable<Finding> Throttled(GpuFacts gpu, TelemetrySeries load)
    {
        if (TelemetrySummary.Of(load).Devices.FirstOrDefault(device => device.Device == gpu.PciAddress)?.ThrottledShare is { } share
            && share > ThrottledShare)
            yield return new Finding("gpu.throttling", Severity.Warning,
                $"the clock was held down in {NumberText.Share(share)} of the time under load", "numbers are those of a throttled GPU",
                "look at fans, air flow and power supply", gpu.PciAddress);
    }

    private static double? Median(TelemetrySeries load, GpuFacts gpu, string quantity) =>
        LoadReadings.Values(load, gpu.PciAddress, quantity) is { IsEmpty: false } values ? Quantile.Median(values.AsSpan()) : null;
}
