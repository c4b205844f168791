using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace StackBench.Core.Results;

/// <summary>What became of a workload. Closed: exactly these four. Only <see cref="Ok"/> has values.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Ok), "ok")]
[JsonDerivedType(typeof(Skipped), "skipped")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Implausible), "implausible")]
public abstract record Outcome
{
    private protected Outcome()
    {
    }
}

/// <summary>Measured and physically plausible.</summary>
/// <param name="Metrics">Headline first.</param>
/// <param name="Notes">What a reader must know before trusting the values; empty when nothing.</param>
public sealed record Ok(ImmutableArray<MetricValue> Metrics, ImmutableArray<Note> Notes) : Outcome
{
    public ImmutableArray<MetricValue> Metrics { get => field.IsDefault ? [] : field; init; } = Metrics;

    public ImmutableArray<Note> Notes { get => field.IsDefault ? [] : field; init; } = Notes;
}

/// <summary>Not tried, for a reason that is not an error.</summary>
/// <param name="Remedy">What the user can do to have it measured; null where nothing can be done.</param>
public sealed record Skipped(string Reason, string? Remedy = null, SkipCause Cause = SkipCause.Unavailable) : Outcome;

/// <summary>Tried and not measured.</summary>
/// <param name="Stage">How far it came.</param>
/// <param name="LogTail">Last lines the engine printed.</param>
public sealed record Failed(FailureStage Stage, string Reason, ImmutableArray<string> LogTail) : Outcome
{
    public ImmutableArray<string> LogTail { get => field.IsDefault ? [] : field; init; } = LogTail;
}

/// <summary>A number came out that physics does not allow; it is kept here and never enters a baseline.</summary>
public sealed record Implausible(string Metric, double Value, Workloads.Ceiling Ceiling) : Outcome;
