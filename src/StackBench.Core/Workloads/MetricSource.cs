namespace StackBench.Core.Workloads;

/// <summary>How the value of a metric follows from one launch.</summary>
public enum MetricSource
{
    /// <summary><see cref="Cost.Bytes"/> over the median time per call.</summary>
    BytesOverMedian,

    /// <summary><see cref="Cost.Bytes"/> over the shortest time per call (STREAM's "best").</summary>
    BytesOverBest,

    /// <summary><see cref="Cost.Flop"/> over the median time per call.</summary>
    FlopOverMedian,

    /// <summary><see cref="Cost.Flop"/> over the shortest time per call.</summary>
    FlopOverBest,

    /// <summary><see cref="Cost.Tokens"/> over the median time per call.</summary>
    TokensOverMedian,

    /// <summary>Median time per call.</summary>
    MedianTime,

    /// <summary>Median time per call over <see cref="Cost.Steps"/>.</summary>
    MedianTimePerStep,

    /// <summary><see cref="Cost.Payload"/> over the median time per call (algbw of a collective).</summary>
    PayloadOverMedian,

    /// <summary>
    /// Percent of <see cref="Bounds.Published"/> that <see cref="Cost.Bytes"/> (of a rate in B/s) or <see cref="Cost.Flop"/> (of any
    /// other) over the median time reaches; absent where that cost is zero.
    /// </summary>
    ShareOfPublished,

    /// <summary>Median of the launch's series that has the metric's name.</summary>
    Series,

    /// <summary><see cref="Cost.Samples"/> over the median time per call.</summary>
    SamplesOverMedian,

    /// <summary>Nine of ten calls of the series <c>call-times</c> take no longer; absent for fewer than 20 calls.</summary>
    NinetiethOfCalls,

    /// <summary>99 of 100 calls of the series <c>call-times</c> take no longer; absent for fewer than 200 calls.</summary>
    NinetyNinthOfCalls,

    /// <summary>Median time of <see cref="Workload.Against"/> in the same launch over the own median time.</summary>
    AgainstOverMedian,
}
