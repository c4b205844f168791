using StackBench.Core.Units;

namespace StackBench.Core.Comparison;

/// <summary>
/// What a comparison with stored runs rests on, in one clause: <c>one run a side: 3.1 x the scatter of the other 21 metrics</c>.
/// </summary>
internal static class StoredReason
{
    /// <param name="others">Other metrics whose scatter was known.</param>
    public static string Of(RunEvidence evidence, RunNoise noise, double shift, int others)
    {
        var size = Math.Abs(shift) / noise.Scale;
        var yardstick = noise.Source switch
        {
            NoiseSource.OtherMetrics => $"the scatter of the other {others} metrics",
            NoiseSource.Runs => "the scatter from run to run",
            NoiseSource.Launches => "the scatter of its launches",
            NoiseSource.Prior => "the expected scatter",
            _ => throw new ArgumentOutOfRangeException(nameof(noise), noise.Source, "unknown source"),
        };
        return size < 1
            ? $"{Design(evidence)}: within {yardstick}"
            : $"{Design(evidence)}: {NumberText.Number(size, 2)} x {yardstick}";
    }

    private static string Design(RunEvidence evidence) => (evidence.BaselineRuns, evidence.Shifts.Length) switch
    {
        (1, 1) => "one run a side",
        (var before, 1) => $"one run against {before}",
        (1, var after) => $"{after} runs against one",
        var (before, after) => $"{after} runs against {before}",
    };
}
