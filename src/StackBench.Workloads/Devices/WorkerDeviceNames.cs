namespace StackBench.Workloads.Devices;

/// <summary>Names of devices on the command line.</summary>
public static class WorkerDeviceNames
{
    public const string Cpu = "cpu";

    /// <summary>All devices of an engine that are neither the CPU nor a driver which computes on it.</summary>
    public const string Gpu = "gpu";
}
