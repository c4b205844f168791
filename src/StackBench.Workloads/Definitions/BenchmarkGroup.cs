namespace StackBench.Workloads.Definitions;

/// <summary>What must be installed before a benchmark can run.</summary>
public enum BenchmarkGroup
{
    /// <summary>Nothing: hardware and driver.</summary>
    Pre,

    /// <summary>A component of the ML stack.</summary>
    Component,
}
