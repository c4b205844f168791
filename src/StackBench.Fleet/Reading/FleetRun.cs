using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Reading;

/// <summary>What a fleet compares of one run: who measured what, when, and what may have caused a difference.</summary>
public sealed record FleetRun
{
    private const string PlaceFact = "place";

    public required string Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The night it belongs to.</summary>
    public required string Night { get; init; }

    /// <summary>Of the node at its campaign: the last one counts, whatever its clock says; 0 without a campaign.</summary>
    public int Attempt { get; init; }

    /// <summary>When its campaign was planned, which orders the nights; null without one.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>Null where it names none.</summary>
    public string? Node { get; init; }

    /// <summary>The switches above the node, as Slurm's topology names them: <c>s0.rack2</c>; null where they are unknown.</summary>
    public string? Place { get; init; }

    /// <summary>All its GPUs.</summary>
    public ImmutableArray<GpuCard> Gpus { get; init; } = [];

    /// <summary>Which GPUs the node has, by their UUIDs; empty where it has none, or none that says who it is.</summary>
    public string Cards => string.Join('\n', Gpus.Select(gpu => gpu.Uuid).OfType<string>().Order(StringComparer.Ordinal));

    /// <summary>Facts that may cause a difference.</summary>
    public ImmutableArray<FingerprintFact> Facts { get; init; } = [];

    /// <summary>Empty where it is left out.</summary>
    public ImmutableArray<FleetValue> Values { get; init; } = [];

    /// <summary>Why it is not compared; null where it is.</summary>
    public string? Left { get; init; }

    /// <summary>A run of another form than a fleet's is one that is left out.</summary>
    public static FleetRun Of(Run run, int attempt = 0, DateTimeOffset? plannedAt = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var read = new FleetRun
        {
            Id = run.Id,
            StartedAt = run.StartedAt,
            Night = NightOf(run),
            Attempt = attempt,
            PlannedAt = plannedAt,
            Node = NodeName.Of(run.Fingerprint),
        };
        if (Unusable(run) is { } why) return read with { Left = why };
        var (kind, place) = (MachineKey.Of(run.Fingerprint), PlaceOf(run));
        ImmutableArray<FleetValue> values = [.. run.Results.Select(result => Value(result, kind, run.Method)).OfType<FleetValue>()];
        return values.IsEmpty
            ? read with { Left = "it has no value" }
            : read with
            {
                Place = place,
                Gpus = GpuCard.Of(run.Fingerprint, text => text),
                Facts = FactsOf(run, place),
                Values = values,
            };
    }

    /// <summary>The night a run belongs to: its label, else its date, where a night goes from noon to noon (UTC).</summary>
    private static string NightOf(Run run) => run.Label is { Length: > 0 } label
        ? label
        : run.StartedAt.UtcDateTime.AddHours(-12).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Unusable(Run run) =>
        run.Status != RunStatus.Complete ? "the run is incomplete"
        : run.Purpose != RunPurpose.Measure ? "not a plain measurement run"
        : NodeName.Of(run.Fingerprint) is null ? "the node name is missing"
        : RunContention.Of(run).IsContended ? "other processes used the CPU while it measured"
        : null;

    private static FleetValue? Value(BenchmarkResult result, string kind, int method)
    {
        if (result.IsInvalid || result.IsOfCpuDriver || result.Device.Length == 0) return null;
        return result.Headline is { Value: > 0 } value && double.IsFinite(value.Value) && !MetricDefinitions.DescribesWork(value.Metric)
            ? new FleetValue(
                new FleetSeriesKey(
                    kind, result.Benchmark, result.Workload, result.Engine, value.Metric, value.Better, result.Parameters, method),
                result.Device, value.Value, value.Unit)
            : null;
    }

    private static string? PlaceOf(Run run) =>
        run.Fingerprint["slurm.topology"] is { } address && address.LastIndexOf('.') is > 0 and var end ? address[..end] : null;

    private static ImmutableArray<FingerprintFact> FactsOf(Run run, string? place)
    {
        var facts = run.Fingerprint.Facts.Where(fact => fact.Role == FactRole.Cause && fact.Value is not null)
            .Select(fact => new FingerprintFact(fact.Name, fact.Value, fact.Role));
        return place is null ? [.. facts] : [.. facts, new FingerprintFact(PlaceFact, place, FactRole.Cause)];
    }
}
