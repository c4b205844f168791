using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>
/// The text that STREAM and BabelStream print: the best rate of each kernel. MB = 10⁶ bytes, as both count; MiB as BabelStream says it.
/// </summary>
internal sealed class StreamImporter : IRunImporter
{
    private const double Megabyte = 1e6, Mebibyte = 1024 * 1024;

    public string Name => "stream";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Lines.Any(line => Unit(line.Text) is not null);
    }

    public Run Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var run = new ImportedRun(Name, source);
        return run.With(Results(run, source));
    }

    private static IEnumerable<BenchmarkResult> Results(ImportedRun run, ImportSource source)
    {
        var isBabel = source.Text.Contains("BabelStream", StringComparison.Ordinal);
        double? unit = null;
        foreach (var (number, text) in source.Lines)
        {
            if (Unit(text) is { } found)
            {
                unit = found;
                continue;
            }

            var words = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (unit is not { } factor || words.Length < 5 || !IsKernel(words[0].TrimEnd(':'))) continue;
            // STREAM: rate, average, shortest, longest time. BabelStream: rate, shortest, longest, average.
            double[] values = [.. words.Skip(1).Take(4)
                .Select(word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0
                    && double.IsFinite(value)
                ? value
                : throw new ImportException(
                source.Name, string.Create(CultureInfo.InvariantCulture, $"line {number}"), $"'{word}' is no number above 0"))];
            var average = isBabel ? values[3] : values[1];
            yield return run.Result(
                isBabel ? "babelstream" : "stream", words[0].TrimEnd(':').ToLowerInvariant(), "cpu",
                [ImportedRun.Value(MetricDefinitions.BandwidthBest, values[0] * factor),
                    new MetricValue("mean-call-time", average, Core.Units.Unit.Second, Better.Lower)],
                []);
        }
    }

    private static bool IsKernel(string word) => word is "Copy" or "Scale" or "Add" or "Triad" or "Mul" or "Dot" or "Nstream";

    private static double? Unit(string header)
    {
        if (!header.TrimStart().StartsWith("Function", StringComparison.Ordinal)) return null;
        if (header.Contains("MiBytes/sec", StringComparison.Ordinal)) return Mebibyte;
        return header.Contains("MB/s", StringComparison.Ordinal) || header.Contains("MBytes/sec", StringComparison.Ordinal)
            ? Megabyte
            : null;
    }
}
