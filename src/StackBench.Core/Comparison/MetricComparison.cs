using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;

namespace StackBench.Core.Comparison;

/// <summary>One metric of one result, candidate against baseline.</summary>
public sealed record MetricComparison
{
    public required ResultKey Key { get; init; }

    /// <summary>Name of the metric.</summary>
    public required string Metric { get; init; }

    public required Unit Unit { get; init; }

    public required Better Better { get; init; }

    /// <summary>Value of the baseline in <see cref="Unit"/>; null where it has none.</summary>
    public double? Baseline { get; init; }

    /// <summary>Value of the candidate in <see cref="Unit"/>; null where it has none.</summary>
    public double? Candidate { get; init; }

    /// <summary>Oriented so that above 1 is worse, whichever direction the metric improves in; null where there is none.</summary>
    public double? Ratio { get; init; }

    /// <summary>Of <see cref="Ratio"/>, oriented like it; null where too few values allow none.</summary>
    public Interval? Interval { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>Why, in a sentence for a person; null where ratio and interval say all.</summary>
    public string? Reason { get; init; }

    /// <summary>What <see cref="BaselineCount"/>, <see cref="CandidateCount"/> and <see cref="NeededMore"/> count.</summary>
    public EvidenceUnit Evidence { get; init; }

    public int BaselineCount { get; init; }

    public int CandidateCount { get; init; }

    /// <summary>How many more the verdict is likely to need (90 % power); null where more would not help or nothing is open.</summary>
    public int? NeededMore { get; init; }

    /// <summary>Probability of a false verdict, per side.</summary>
    public double Alpha { get; init; }

    /// <summary>Smallest relative change that matters.</summary>
    public double Threshold { get; init; }

    /// <summary>What this machine can tell at best; zero where it is not known.</summary>
    public double NoiseFloor { get; init; }

    /// <summary>The change that a verdict was held against: the greater of threshold and noise floor.</summary>
    public double EffectiveThreshold => Math.Max(Threshold, NoiseFloor);

    /// <summary>
    /// Probability of looking at least this much worse, or better where it looks better, without a change; null where no test was made.
    /// </summary>
    public double? PValue { get; init; }

    /// <summary><see cref="PValue"/> corrected for all metrics tested together.</summary>
    public double? AdjustedPValue { get; init; }
}
