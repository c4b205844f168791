namespace StackBench.Core.Metrics;

/// <summary>The direction in which a metric improves.</summary>
public enum Better
{
    Higher,
    Lower,
}
