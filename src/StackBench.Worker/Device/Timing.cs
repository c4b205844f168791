namespace StackBench.Worker.Device;

/// <summary>Time that work took.</summary>
/// <param name="HostSeconds">From handing it over until the host knew that it was done.</param>
/// <param name="DeviceSeconds">By the device's clock; null where it has none or tells nonsense.</param>
internal readonly record struct Timing(double HostSeconds, double? DeviceSeconds)
{
    public double Seconds => DeviceSeconds ?? HostSeconds;

    public bool IsDevice => DeviceSeconds is not null;

    /// <summary>Both together, by the device's clock only where both are.</summary>
    public Timing With(Timing other) => new(HostSeconds + other.HostSeconds, DeviceSeconds + other.DeviceSeconds);

    /// <summary>A share of it, as work of another size is told.</summary>
    public Timing Times(double factor) => new(HostSeconds * factor, DeviceSeconds * factor);
}
