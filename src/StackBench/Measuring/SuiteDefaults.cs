using StackBench.Core.Workloads;

namespace StackBench.Measuring;

/// <summary>What a suite means where the user does not say otherwise.</summary>
internal static class SuiteDefaults
{
    /// <summary>Fresh processes per workload.</summary>
    public static int Launches(Suite suite) => suite switch
    {
        Suite.Quick or Suite.Standard => 5,
        _ => 10,
    };
}
