using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace StackBench.Core.Results;

/// <summary>A run: the document that is stored, exported and compared. Published schema: docs/run.schema.json.</summary>
public sealed record Run
{
    public const int CurrentSchemaVersion = 1;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Sortable by start: <c>20261124-081502-7f3a</c>.</summary>
    public required string Id { get; init; }

    public required RunStatus Status { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public string? Label { get; init; }

    public RunPurpose Purpose { get; init; }

    public required ToolVersion Tool { get; init; }

    public required RunSettings Settings { get; init; }

    public required Fingerprint Fingerprint { get; init; }

    /// <summary>Whether another tool measured it.</summary>
    [JsonIgnore]
    public bool IsImported => Fingerprint["import.format"] is not null;

    /// <summary>
    /// Of measuring: results of different methods are not comparable. That of imports is their tool's, not this program's.
    /// </summary>
    [JsonIgnore]
    public int Method => IsImported ? ToolVersion.MethodOfImports : Tool.Method;

    /// <summary>
    /// What the run says about its machine; null but where the document is written for others to read, as it follows from the rest.
    /// </summary>
    public ImmutableArray<SummarySentence>? Summary { get; init; }

    public ImmutableArray<BenchmarkResult> Results { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>This run with a result added, or replaced where its key exists already.</summary>
    public Run With(BenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        for (var i = 0; i < Results.Length; i++)
            if (Results[i].Key == result.Key) return this with { Results = Results.SetItem(i, result) };
        return this with { Results = Results.Add(result) };
    }

    /// <summary>
    /// This run with the first metric of each result alone: what a family of comparisons is made of, as the
    /// others follow from the same samples.
    /// </summary>
    public Run HeadlinesOnly() => this with
    {
        Results = [.. Results.Select(result => result.Outcome is Ok { Metrics: [var first, ..] } ok ? result with
        {
            Outcome = ok with { Metrics = [first] },
        } : result)],
    };

    /// <summary>
    /// This run with its results in the order of <paramref name="keys"/>; results that it does not name come last, in their old order.
    /// </summary>
    public Run InOrderOf(IEnumerable<ResultKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var places = keys.Distinct().Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return this with { Results = [.. Results.OrderBy(result => places.GetValueOrDefault(result.Key, int.MaxValue))] };
    }
}
