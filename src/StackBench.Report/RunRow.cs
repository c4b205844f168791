using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Report;

/// <summary>One result as a table shows it.</summary>
/// <param name="ShareOfBelow">Of the layer below (<see cref="Ladder"/>); null where there is none.</param>
public sealed record RunRow(BenchmarkResult Result, double? ShareOfBelow, Assessment Assessment)
{
    /// <summary><c>686 GFLOP/s</c>; empty without a value.</summary>
    public string Value => Result.Headline?.Quantity.ToString() ?? "";

    /// <summary>Half the width of the headline's interval relative to its value; null without interval.</summary>
    public double? RelativeInterval =>
        Result.Headline is { Interval: { } interval, Value: var value } && value != 0
            ? (interval.High - interval.Low) / 2 / Math.Abs(value)
            : null;

    /// <summary><c>± 1.2 %</c>; empty without interval.</summary>
    public string Interval => RelativeInterval is { } half ? $"± {NumberText.Share(half)}" : "";

    /// <summary><c>38 %</c>; empty where there is no layer below.</summary>
    public string Share => ShareOfBelow is { } share ? NumberText.Share(share) : "";
}
