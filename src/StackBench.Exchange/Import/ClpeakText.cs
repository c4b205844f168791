using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Text;

namespace StackBench.Exchange.Import;

/// <summary>What clpeak prints, and its CSV.</summary>
internal static partial class ClpeakText
{
    public static bool Recognizes(ImportSource source) =>
        source.Lines.Any(line => Test().IsMatch(line.Text)) && source.Lines.Any(line => Device().IsMatch(line.Text));

    public static bool IsCsv(ImportSource source) => source.Lines.Any(line => IsHeader(line.Text));

    public static ImportedFile Read(string format, ImportSource source)
    {
        var run = new ImportedRun(format, source);
        var left = new List<LeftOut>();
        var readings = Readings(source, left).ToArray();
        return (run with { Facts = ClpeakReading.Facts(readings) }).File(readings.Select(reading => reading.In(run)), left);
    }

    public static ImportedFile Csv(string format, ImportSource source)
    {
        var run = new ImportedRun(format, source);
        var left = new List<LeftOut>();
        ClpeakReading[] readings = [.. Rows(source, left)];
        return (run with { Facts = ClpeakReading.Facts(readings) }).File(readings.Select(reading => reading.In(run)), left);
    }

    private static bool IsHeader(string line) => line.StartsWith("format_version,backend,", StringComparison.Ordinal);

    private static IEnumerable<ClpeakReading> Rows(ImportSource source, List<LeftOut> left)
    {
        string[]? names = null;
        foreach (var (number, text) in source.Lines)
        {
            var cells = CsvCells.Of(text);
            if (IsHeader(text)) names = cells;
            else if (names is not null && cells.Length >= names.Length)
            {
                string Cell(string name) => Array.IndexOf(names, name) is >= 0 and var at ? cells[at] : "";
                var (quantity, scale) = ClpeakReading.Unit(Cell("unit"));
                yield return new ClpeakReading(
                    new ClpeakDevice(Cell("backend"), Cell("device"), null), $"{Cell("test")} {Cell("metric")}",
                    Number(Cell("value")) * scale, quantity, Cell("status") is { Length: > 0 } status ? status : null,
                    Cell("reason") is { Length: > 0 } reason ? reason : null)
                {
                    Driver = Cell("driver"),
                };
            }
            else if (names is not null && cells.Length > 1 && cells[0].All(char.IsAsciiDigit)) left.Add(LeftOut.Cut(number));
        }
    }

    private static IEnumerable<ClpeakReading> Readings(ImportSource source, List<LeftOut> left)
    {
        var (backend, device, driver, test) = ("OpenCL", "", "", (Match?)null);
        foreach (var (number, text) in source.Lines)
        {
            if (Backend().Match(text) is { Success: true } backendLine) backend = backendLine.Groups["one"].Value;
            else if (Device().Match(text) is { Success: true } deviceLine)
                (device, driver, test) = (deviceLine.Groups["one"].Value, "", null);
            else if (Driver().Match(text) is { Success: true } driverLine) driver = driverLine.Groups["one"].Value;
            else if (Test().Match(text) is { Success: true } testLine)
            {
                test = testLine;
                // Latencies stand in the line of their test.
                if (testLine.Groups["value"].Success)
                    yield return Reading(testLine.Groups["name"].Value, "", testLine.Groups["unit"].Value, testLine.Groups["value"].Value);
            }
            else if (Skipped().Match(text) is { Success: true } skipped)
                yield return new ClpeakReading(
                    new ClpeakDevice(backend, device, null), $"{skipped.Groups["name"].Value.Trim()}", null, "unknown",
                    "unsupported",
                    skipped.Groups["reason"].Value)
                {
                    Driver = driver,
                };
            else if (test is not null && Error().Match(text) is { Success: true } error)
                yield return new ClpeakReading(
                    new ClpeakDevice(backend, device, null),
                    $"{test.Groups["name"].Value} {error.Groups["name"].Value.Trim()}".Trim(), null, "unknown", "error",
                    error.Groups["words"].Value)
                {
                    Driver = driver,
                };
            else if (test is not null && Metric().Match(text) is { Success: true } metric)
                yield return Reading(
                    test.Groups["name"].Value, metric.Groups["name"].Value.Trim(),
                    metric.Groups["unit"].Value is { Length: > 0 } own ? own : test.Groups["unit"].Value, metric.Groups["value"].Value);
            else if (test is not null && Cut().IsMatch(text)) left.Add(LeftOut.Cut(number));
        }

        ClpeakReading Reading(string name, string metric, string unit, string value)
        {
            var (quantity, scale) = ClpeakReading.Unit(unit);
            return new ClpeakReading(
                new ClpeakDevice(backend, device, null), $"{name} {metric}".Trim(), Number(value) * scale, quantity, null, null)
            {
                Driver = driver,
            };
        }
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    [GeneratedRegex(@"^\s*Backend: (?<one>\S+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Backend();

    [GeneratedRegex(@"^\s*Device(?: \d+)?: (?<one>\S.*?)\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Device();

    [GeneratedRegex(@"^\s*Driver version\s*: (?<one>\S+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Driver();

    [GeneratedRegex(
        @"^\s+(?<name>[A-Za-z][^:]*?) ?\((?<unit>GBPS|TBPS|GFLOPS|TFLOPS|GIOPS|TIOPS|GOPS|TOPS)\)\s*$"
            + @"|^\s+(?<name>[A-Za-z][^:]*?latency)\s*: (?<value>[\d.]+) (?<unit>us|ns)\s*$",
        RegexOptions.IgnoreCase, ImportText.Patience)]
    private static partial Regex Test();

    [GeneratedRegex(
        @"^\s+(?<name>[\w()/.-][^:]*?)\s*: (?<value>\d[\d.]*(?:e[+-]?\d+)?)(?: (?<unit>us|ns))?(?:\s.*)?$", RegexOptions.IgnoreCase,
        ImportText.Patience)]
    private static partial Regex Metric();

    /// <summary>A name without its number.</summary>
    [GeneratedRegex(@"^\s+[\w()/.-][^:]*?\s*:\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Cut();

    /// <summary>An error of OpenCL in place of a number.</summary>
    [GeneratedRegex(
        @"^\s+(?<name>[\w()/.-][^:]*?)\s*: (?<words>cl\w+ ?\(-\d+\)|[A-Za-z].*\(-\d+\)).*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Error();

    [GeneratedRegex(
        @"^\s+(?<name>[^:\[]*?)\s*:? ?\[(?:unsupported|skipped|error)\] (?<reason>.*)$"
            + @"|^\s+(?<reason>No (?<name>\w+ precision) support! Skipped)",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Skipped();
}
