using System.Text.Json.Serialization;

namespace StackBench.Core.Results;

/// <summary>One timed sample, kept in the order it was taken.</summary>
/// <param name="DurationSeconds">Time per call, over <see cref="Launch.CallsPerSample"/> calls.</param>
/// <param name="OffsetSeconds">Begin of the sample since the first sample of the launch.</param>
/// <param name="Tags">Conditions it was taken under; a tagged sample is never dropped.</param>
public readonly record struct Sample(
    double DurationSeconds,
    double OffsetSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] SampleTags Tags = SampleTags.None);
