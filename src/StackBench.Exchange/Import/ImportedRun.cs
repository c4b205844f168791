using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>
/// Makes a run out of what another tool measured. Its source is an identity fact, so that it is never held against a run of this program,
/// and its id follows from the file's content, so that the same file is not entered twice.
/// </summary>
internal sealed record ImportedRun(string Format, ImportSource Source)
{
    private const double IntervalLevel = 0.95;

    /// <summary>When the tool says it measured; the time of the file where it does not.</summary>
    public DateTimeOffset StartedAt { get; init; } = Source.Modified;

    public string? ToolVersion { get; init; }

    public ImmutableArray<FingerprintFact> Facts { get; init; } = [];

    /// <exception cref="ImportException">There is no result.</exception>
    public Run With(IEnumerable<BenchmarkResult> results)
    {
        ImmutableArray<BenchmarkResult> all = [.. results];
        if (all.IsEmpty) throw new ImportException(Source.Name, null, "holds no result");
        var twice = all.GroupBy(result => result.Key).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new ImportException(Source.Name, null, $"the result {twice.Key} appears {twice.Count()} times");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Source.Bytes))[..4];
        return new Run
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{StartedAt.UtcDateTime:yyyyMMdd-HHmmss}-{hash}"),
            Status = RunStatus.Complete,
            StartedAt = StartedAt.ToUniversalTime(),
            Label = $"imported {Format}",
            Tool =
                new ToolVersion(
                    ToolVersion is { Length: > 0 } version ? $"{Format} {version}" : Format, Core.Results.ToolVersion.CurrentMethod),
            Settings = new RunSettings { Suite = Suite.Quick, Launches = Math.Max(1, all.Max(result => result.Launches.Length)), Seed = 0 },
            Fingerprint =
                Fingerprint.Of([.. Facts, new("import.format", Format, FactRole.Identity),
                    new("import.file", Path.GetFileName(Source.Name), FactRole.Noise)]),
            Results = all,
        };
    }

    /// <summary>A result of one process.</summary>
    /// <param name="metrics">Headline first.</param>
    /// <param name="samples">Seconds per call in order; empty where the tool does not tell.</param>
    public BenchmarkResult Result(
        string benchmark, string workload, string device, IEnumerable<MetricValue> metrics, IEnumerable<double> samples,
        Parameters? parameters = null, string? backend = null, params Note[] notes)
    {
        ImmutableArray<MetricValue> values = [.. metrics];
        return Result(benchmark, workload, device, new Ok(values, [.. notes]), parameters) with
        {
            Launches =
            [
                LaunchOf(1, samples, backend) with
                {
                    Values = values.ToImmutableSortedDictionary(value => value.Metric, value => value.Value, StringComparer.Ordinal),
                },
            ],
        };
    }

    public BenchmarkResult Result(string benchmark, string workload, string device, Outcome outcome, Parameters? parameters = null) => new()
    {
        Benchmark = benchmark,
        Workload = workload,
        Parameters = parameters ?? Parameters.None,
        Device = device,
        Engine = Format,
        Cost = new Cost(),
        Layer = new Layer(),
        Outcome = outcome,
    };

    /// <summary>The tool stopped when its own plan was done; what it ran before is not known.</summary>
    public Launch LaunchOf(int number, IEnumerable<double> samples, string? backend)
    {
        var at = 0.0;
        return new Launch
        {
            Number = number,
            StartedAt = StartedAt.ToUniversalTime(),
            Backend = backend is { Length: > 0 } ? backend : Format,
            CallsPerSample = 1,
            Clock = SampleClock.Host,
            WarmUp = new WarmUp(0, 0),
            StopReason = StopReason.Unconverged,
            Samples = [.. samples.Select(seconds => new Sample(seconds, (at += seconds) - seconds))],
        };
    }

    public static MetricValue Value(MetricDefinition metric, double value) => new(metric.Name, value, metric.Unit, metric.Better);

    public static MetricValue Time(double seconds) => Value(MetricDefinitions.CallTime, seconds);

    /// <summary>The value over several processes with the interval of their median.</summary>
    public static MetricValue Median(MetricDefinition metric, IReadOnlyList<double> values) =>
        Value(metric, Quantile.Median([.. values])) with
        {
            Interval = MedianInterval.Of([.. values], IntervalLevel),
        };

    public static DateTimeOffset? Date(JsonField? field) =>
        field is { } text && DateTimeOffset.TryParse(text.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
