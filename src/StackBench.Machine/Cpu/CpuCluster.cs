namespace StackBench.Machine;

/// <summary>Cores of one kind.</summary>
/// <param name="Name">Of the core's design: <c>Arm Cortex-A72</c>.</param>
/// <param name="Cores">Physical cores online.</param>
/// <param name="MaxClockHertz">The highest clock of any of them.</param>
public sealed record CpuCluster(string Name, int Cores, Fact<double> MaxClockHertz);
