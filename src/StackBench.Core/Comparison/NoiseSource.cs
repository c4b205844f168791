namespace StackBench.Core.Comparison;

/// <summary>What the expected scatter of a metric between unchanged runs rests on mostly.</summary>
public enum NoiseSource
{
    /// <summary>The launches of the metric.</summary>
    Launches,

    /// <summary>Its baseline runs, and runs of other states of the machine.</summary>
    Runs,

    /// <summary>The report's other metrics.</summary>
    OtherMetrics,

    /// <summary>What is assumed of a machine that nothing is known of.</summary>
    Prior,
}
