using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>
/// Makes a run of what another tool measured. Its source is an identity fact, so that it is never compared with a run of this program,
/// and the file's content is a fact, so that the same file is not entered twice, whenever it was copied and by whichever program.
/// </summary>
internal sealed record ImportedRun(string Format, ImportSource Source)
{
    private const double IntervalLevel = 0.95, LongestSample = 1e9;

    /// <summary>When the tool says it measured; the time of the import where it does not.</summary>
    public DateTimeOffset StartedAt { get; init; } = Source.ImportedAt;

    public string? ToolVersion { get; init; }

    public ImmutableArray<FingerprintFact> Facts { get; init; } = [];

    /// <summary>Place among the runs of one file.</summary>
    public int Index { get; init; }

    /// <summary>Of the results made from now on: those of one process are samples of one launch (<see cref="Repetitions"/>).</summary>
    public int Process { get; init; } = 1;

    /// <exception cref="ImportException">There is no result.</exception>
    public ImportedFile File(IEnumerable<BenchmarkResult> results, params IEnumerable<LeftOut> left) =>
        Files([(this, results)], left);

    /// <summary>Several runs of one file.</summary>
    /// <exception cref="ImportException">There is no result.</exception>
    public static ImportedFile Files(
        IReadOnlyList<(ImportedRun Run, IEnumerable<BenchmarkResult> Results)> runs, params IEnumerable<LeftOut> left)
    {
        var kept = runs.Select(run => (run.Run, Results: Repetitions.Of(run.Results))).ToArray();
        var (format, source) = (runs[0].Run.Format, runs[0].Run.Source);
        ImmutableArray<LeftOut> all = [.. left, .. kept.SelectMany(run => run.Results.Left)];
        ImmutableArray<Run> found =
            [.. kept.Where(run => !run.Results.Results.IsEmpty)
                .Select((run, index) => (run.Run with { Index = index }).With(run.Results.Results))];
        if (found.IsEmpty)
            throw all.FirstOrDefault(one => one.IsRefused) is { } refused
                ? new ImportException(source.Name, refused.What, refused.Why)
                : new ImportException(source.Name, null, "holds no result");
        return new ImportedFile(format, found, all);
    }

    /// <summary>What can be read of the records; one that cannot be is named.</summary>
    public static IEnumerable<BenchmarkResult> Each<T>(IEnumerable<T> records, Func<T, BenchmarkResult> read, List<LeftOut> left)
    {
        foreach (var record in records)
        {
            BenchmarkResult result;
            try
            {
                result = read(record);
            }
            catch (ImportException exception)
            {
                left.Add(LeftOut.Of(exception));
                continue;
            }

            yield return result;
        }
    }

    private Run With(ImmutableArray<BenchmarkResult> results)
    {
        var content = SHA256.HashData(Source.Bytes);
        var hash = SHA256.HashData([.. content, .. Encoding.UTF8.GetBytes(Source.Machine ?? "")]);
        // The id of the first run is that of the file; others count on from it.
        var digits = ((hash[0] << 8) + hash[1] + Index) & 0xFFFF;
        return new Run
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{StartedAt.UtcDateTime:yyyyMMdd-HHmmss}-{digits:x4}"),
            Status = RunStatus.Complete,
            StartedAt = StartedAt.ToUniversalTime(),
            Label = $"imported {Format}",
            Tool = new ToolVersion(
                ImportText.Line(ToolVersion) is { Length: > 0 } version ? $"{Format} {version}" : Format,
                Core.Results.ToolVersion.MethodOfImports),
            Settings =
                new RunSettings { Suite = Suite.Quick, Launches = Math.Max(1, results.Max(result => result.Launches.Length)), Seed = 0 },
            Fingerprint = Fingerprint.Of(
            [
                .. Fact("import.machine", Source.Machine, FactRole.Identity).Concat(Facts).DistinctBy(fact => fact.Name),
                new("import.format", Format, FactRole.Identity),
                new("import.file", ImportText.Line(Path.GetFileName(Source.Name)), FactRole.Noise),
                new(ImportedRuns.Content, string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(content)} {Index}"),
                    FactRole.Noise),
            ]),
            Results = results,
        };
    }

    /// <summary>A result of one process.</summary>
    /// <param name="metrics">Headline first.</param>
    /// <param name="samples">Seconds per call in order; empty where the tool does not report them.</param>
    public BenchmarkResult Result(
        string benchmark, string workload, string device, IEnumerable<MetricValue> metrics, IEnumerable<double> samples,
        Parameters? parameters = null, string? backend = null, params IEnumerable<Note> notes)
    {
        // What a tool writes as zero was not measured.
        ImmutableArray<MetricValue> all = [.. metrics], values = [.. all.Where(IsMeasured)];
        if (values.IsEmpty)
            return Result(benchmark, workload, device, NotMeasured(all), parameters);
        return Result(benchmark, workload, device, new Ok(values, [.. notes]), parameters) with
        {
            Launches =
            [
                LaunchOf(Process, samples, backend) with
                {
                    Values = values.ToImmutableSortedDictionary(value => value.Metric, value => value.Value, StringComparer.Ordinal),
                },
            ],
        };
    }

    public BenchmarkResult Result(string benchmark, string workload, string device, Outcome outcome, Parameters? parameters = null) => new()
    {
        Benchmark = ImportText.Name(benchmark),
        Workload = ImportText.Name(workload),
        Parameters = parameters ?? Parameters.None,
        Device = ImportText.Name(device),
        Engine = Format,
        Cost = new Cost(),
        Layer = new Layer(),
        Outcome = outcome switch
        {
            Failed failed =>
                failed with { Reason = ImportText.Reason(failed.Reason), LogTail = [.. failed.LogTail.Select(ImportText.Reason)] },
            Skipped skipped => skipped with { Reason = ImportText.Reason(skipped.Reason) },
            _ => outcome,
        },
    };

    /// <summary>The tool stopped when its own plan was done; what it ran before is not known.</summary>
    public Launch LaunchOf(int number, IEnumerable<double> samples, string? backend)
    {
        var at = 0.0;
        double[] seconds = [.. samples];
        if (!seconds.All(sample => sample is >= 0 and < LongestSample)) seconds = [];
        return new Launch
        {
            Number = number,
            StartedAt = StartedAt.ToUniversalTime(),
            Backend = ImportText.Line(backend) is { Length: > 0 } known ? known : Format,
            CallsPerSample = 1,
            Clock = SampleClock.Host,
            WarmUp = new WarmUp(0, 0),
            StopReason = StopReason.Unconverged,
            Samples = [.. seconds.Select(sample => new Sample(sample, (at += sample) - sample))],
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

    /// <summary>A fact that was found; nothing where the tool does not report it.</summary>
    public static IEnumerable<FingerprintFact> Fact(string name, string? value, FactRole role) =>
        ImportText.Line(value) is { Length: > 0 } known ? [new FingerprintFact(name, known, role)] : [];

    private static bool IsMeasured(MetricValue metric) =>
        metric.Value > (metric.Unit == Core.Units.Unit.Second ? ImportText.LeastSeconds : 0) || double.IsNaN(metric.Value);

    private Skipped NotMeasured(ImmutableArray<MetricValue> metrics) => metrics.IsEmpty
        ? new Skipped($"{Format} wrote no value")
        : new Skipped(
        $"{Format} wrote {metrics[0].Value.ToString("G4", CultureInfo.InvariantCulture)} for {metrics[0].Metric}: not measured");
}
