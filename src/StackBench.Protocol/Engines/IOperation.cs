namespace StackBench.Protocol.Engines;

/// <summary>A prepared operation: inputs made, result checked, ready to be timed.</summary>
public interface IOperation : IDisposable
{
    Prepared Description { get; }

    /// <summary>Takes <paramref name="samples"/> samples of <paramref name="iterations"/> calls each, both at least 1.</summary>
    Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation);
}
