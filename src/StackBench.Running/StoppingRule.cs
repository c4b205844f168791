using StackBench.Core.Results;
using StackBench.Core.Statistics;

namespace StackBench.Running;

/// <summary>Decides when the samples of a launch suffice. It saves time only: no verdict uses intervals from within one process.</summary>
internal sealed class StoppingRule(SamplingPolicy policy)
{
    private const double IntervalLevel = 0.95;
    private const int PlateauWindow = 16;
    private const double PlateauTolerance = 0.05;

    private readonly List<double> _samples = [];
    private readonly Queue<double> _noise = new();

    /// <summary>Takes new samples and says why to stop; null to go on.</summary>
    /// <param name="elapsedSeconds">Time since the first sample began.</param>
    public StopReason? Add(IEnumerable<double> durationsSeconds, double elapsedSeconds)
    {
        foreach (var duration in durationsSeconds)
        {
            _samples.Add(duration);
            _noise.Enqueue(RelativeSpread());
            if (_noise.Count > PlateauWindow) _noise.Dequeue();
        }

        if (_samples.Count >= policy.MinimumSamples && elapsedSeconds >= policy.MinimumSeconds)
        {
            if (HalfWidth() <= policy.TargetHalfWidth) return StopReason.Converged;
            if (IsPlateau()) return StopReason.Plateau;
        }

        var isOver = elapsedSeconds >= policy.MaximumSeconds && _samples.Count >= policy.MinimumSamples;
        return isOver || _samples.Count >= policy.MaximumSamples ? StopReason.Unconverged : null;
    }

    private double HalfWidth()
    {
        var values = _samples.ToArray();
        return MedianInterval.Of(values, IntervalLevel) is { Level: >= IntervalLevel } interval
            ? (interval.High - interval.Low) / 2 / Quantile.Median(values)
            : double.PositiveInfinity;
    }

    // As in nvbench: once the estimate of the noise itself stands still, more samples will not change the picture.
    private bool IsPlateau() =>
        _samples.Count >= 3 * PlateauWindow && _noise.Max() - _noise.Min() <= PlateauTolerance * _noise.Average();

    private double RelativeSpread()
    {
        var mean = _samples.Average();
        return Math.Sqrt(_samples.Sum(value => (value - mean) * (value - mean)) / _samples.Count) / mean;
    }
}
