using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>
/// Whether a device's clock goes with the host's, tried on empty dispatches. A clock that tells the same of all work passes for right
/// wherever the work happens to take about so long.
/// </summary>
internal static class ClockTrial
{
    private const int Few = 100, Many = 1000;
    private const int Attempts = 10;

    /// <summary>Of the host's time over many dispatches; the rest is the way to the device.</summary>
    private const double LeastShare = 0.8;

    private const double LeastGrowth = 2;

    /// <summary>An opened device, which drops its clock where that is not to be believed.</summary>
    /// <remarks>One that cannot even do empty dispatches is closed.</remarks>
    public static T Tried<T>(T opened, Action<T> dropClock)
        where T : IComputeDevice, IDisposable
    {
        try
        {
            if (!IsCredible(opened)) dropClock(opened);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <returns>False where it has none.</returns>
    public static bool IsCredible(IComputeDevice device)
    {
        using var kernel = device.Build(EmptyKernel.Emit());
        Dispatch[] call = [Dispatch.Of(kernel, 1)];
        // Other programs only add to the host's time: a single attempt in which both agree is enough.
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (device.Run(call, Few).DeviceSeconds is not { } few) continue;
            var many = device.Run(call, Many);
            if (many.DeviceSeconds >= LeastShare * many.HostSeconds && many.DeviceSeconds > LeastGrowth * few) return true;
        }

        return false;
    }
}
