using StackBench.Protocol;

namespace StackBench.Worker;

/// <summary>A prepared operation: inputs made, result checked, ready to be timed.</summary>
internal interface IOperation : IDisposable
{
    Prepared Description { get; }

    /// <summary>Takes <paramref name="samples"/> samples of <paramref name="iterations"/> calls each.</summary>
    Samples Measure(long iterations, int samples);
}
