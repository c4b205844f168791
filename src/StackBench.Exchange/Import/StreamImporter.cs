using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>
/// What STREAM and BabelStream print, BabelStream's CSV too: the best rate of each kernel in the unit that its header names. Where the
/// tool's own validation failed there is no value.
/// </summary>
internal sealed partial class StreamImporter : IRunImporter
{
    public string Name => "stream";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Lines.Any(line => Table().IsMatch(line.Text) || StreamCsv.IsHeader(line.Text))
            || source.Has("BabelStream") || source.Has("STREAM version");
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var sections = Sections(source);
        var run = new ImportedRun(Name, source)
        {
            ToolVersion = sections[0].Version,
            Facts =
            [
                .. ImportedRun.Fact("gpu.name", sections[0].Gpu, FactRole.Identity),
                .. ImportedRun.Fact("software.gpu-driver", sections[0].Driver, FactRole.Cause),
            ],
        };
        var left = new List<LeftOut>();
        BenchmarkResult[] results = [.. sections.SelectMany((section, index) => Results(run with { Process = index + 1 }, section, left))];
        return run.File(results, left);
    }

    /// <summary>Each beginning of a tool's output in the file.</summary>
    private static List<StreamSection> Sections(ImportSource source)
    {
        var starts = source.Lines.Index()
            .Where(line => line.Item.Text.Trim() == "BabelStream" || line.Item.Text.StartsWith("STREAM version", StringComparison.Ordinal))
            .Select(line => line.Index).ToList();
        if (starts.Count == 0) starts.Add(0);
        starts[0] = 0;
        return [.. starts.Select((start, index) => StreamSection.Of(
            [.. source.Lines.Skip(start).Take((index + 1 < starts.Count ? starts[index + 1] : source.Lines.Count) - start)]))];
    }

    private static IEnumerable<BenchmarkResult> Results(ImportedRun run, StreamSection section, List<LeftOut> left)
    {
        var kernels = section.Lines.Any(line => Table().IsMatch(line.Text)) ? Printed(section, left)
            : StreamCsv.Kernels(section, left);
        var any = false;
        foreach (var (kernel, rate, average, parameters) in kernels)
        {
            any = true;
            yield return section.Failure is { } failure
                ? run.Result(section.Benchmark, kernel, section.Device, new Failed(FailureStage.Check, failure, []), parameters)
                : !double.IsFinite(rate)
                ? run.Result(section.Benchmark, kernel, section.Device,
                    new Skipped("the tool wrote no number for the rate: not measured"), parameters)
                // What is too fast for its clock it writes as 0.
                : rate <= 0
                ? run.Result(
                section.Benchmark, kernel, section.Device, new Skipped("the tool wrote 0 for the rate: not measured"), parameters)
                : run.Result(
                    section.Benchmark, kernel, section.Device,
                    [ImportedRun.Value(MetricDefinitions.BandwidthBest, rate),
                        new MetricValue("mean-call-time", average, Core.Units.Unit.Second, Better.Lower)],
                    [], parameters, section.Implementation);
        }

        // Newer versions end without a table.
        if (!any && section.Failure is { } alone)
            yield return run.Result(
                section.Benchmark, "all", section.Device, new Failed(FailureStage.Check, alone, []), section.Parameters);
    }

    private static IEnumerable<(string Kernel, double Rate, double Average, Parameters Parameters)> Printed(
        StreamSection section, List<LeftOut> left)
    {
        (double Factor, string[] Columns)? table = null;
        foreach (var (number, text) in section.Lines)
        {
            if (Table().Match(text) is { Success: true } header)
            {
                table = (StreamSection.Factor(header.Groups["unit"].Value),
                    [.. Column().Matches(text).Select(match => match.Value.ToLowerInvariant())]);
                continue;
            }

            var words = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (table is not { } known || words.Length < 2 || !StreamSection.IsKernel(words[0].TrimEnd(':'))) continue;
            double?[] numbers = [.. words.Skip(1).Select(Number)];
            if (Array.IndexOf(numbers, null) is >= 0 and var odd)
            {
                left.Add(LeftOut.OfLine(number, $"'{ImportText.Line(words[odd + 1])}' is not a number"));
                continue;
            }

            if (numbers.Length <= known.Columns.Length)
            {
                left.Add(LeftOut.Cut(number));
                continue;
            }

            double[] values = [.. numbers.Select(value => value!.Value)];

            // STREAM: rate, average, shortest, longest time. BabelStream: rate, shortest, longest, average.
            var average = Array.FindIndex(known.Columns, column => column.StartsWith("av", StringComparison.Ordinal));
            yield return (words[0].TrimEnd(':').ToLowerInvariant(), values[0] * known.Factor,
                average >= 0 && average + 1 < values.Length ? values[average + 1] : 0, section.Parameters);
        }
    }

    private static double? Number(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && !(value < 0) ? value
        : word.TrimStart('-') is "nan" or "inf" ? double.NaN
        : null;

    [GeneratedRegex(
        @"^\s*Function\s+(?:Best Rate\s+|Rate\s+)?\(?(?<unit>[KMGT]i?B(?:ytes)?)/s(?:ec)?\)?", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Table();

    [GeneratedRegex(@"(?:Avg|Min|Max|RMS) time|Min \(sec\)|Max(?! time)|Average", RegexOptions.IgnoreCase, ImportText.Patience)]
    private static partial Regex Column();
}
