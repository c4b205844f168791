namespace StackBench.Core.Telemetry;

/// <summary>Whether others used so much of the CPU that a measurement suffers: one answer for the doctor, a sample and a launch.</summary>
public static class CpuContention
{
    private const double TolerableShare = 0.10;

    /// <param name="othersShare">Share of all CPUs' time, 0 to 1, that went to processes other than the engine and this one.</param>
    public static bool Is(double othersShare) => othersShare > TolerableShare;
}
