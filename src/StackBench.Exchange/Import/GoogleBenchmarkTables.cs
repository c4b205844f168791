using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StackBench.Core.Text;

namespace StackBench.Exchange.Import;

/// <summary>
/// What Google Benchmark prints, and its <c>--benchmark_format=csv</c>, as the entries that its JSON would hold. Of the aggregates a
/// spread in percent and a complexity are left out.
/// </summary>
internal static partial class GoogleBenchmarkTables
{
    private const string CsvHeader = "name,iterations,real_time,cpu_time,time_unit,";

    /// <summary>Columns before those of counters, which a line of an error leaves out.</summary>
    private const int Fixed = 10;

    private static readonly string[] Rates = ["bytes_per_second", "items_per_second"];

    public static bool Recognizes(ImportSource source) =>
        source.Lines.Any(line => IsCsv(line.Text) || Header().IsMatch(line.Text)) || source.Lines.Any(line => Machine().IsMatch(line.Text));

    /// <summary>What stands above the table about the machine, as the JSON's <c>context</c>.</summary>
    public static JsonField Context(ImportSource source)
    {
        var date = source.Lines.TakeWhile(line => !Machine().IsMatch(line.Text)).Select(line => line.Text.Trim())
            .LastOrDefault(text => Date().IsMatch(text));
        string? Said(Regex pattern) =>
            source.Lines.Select(line => pattern.Match(line.Text)).FirstOrDefault(match => match.Success)?.Groups["one"].Value;
        return Object(source, 1,
        [
            ("date", date), ("executable", Said(Running())), ("num_cpus", Said(Machine())),
            ("library_build_type", source.Has("Library was built as DEBUG") ? "debug" : null),
        ]);
    }

    /// <param name="left">Takes lines that are cut.</param>
    public static IEnumerable<JsonField> Entries(ImportSource source, List<LeftOut> left)
    {
        string[]? csv = null, columns = null;
        foreach (var (number, text) in source.Lines)
        {
            if (IsCsv(text)) csv = CsvCells.Of(text);
            else if (Header().Match(text) is { Success: true } header) columns = Words(header.Groups["counters"].Value);
            else if (csv is not null && text.StartsWith('"'))
            {
                var cells = CsvCells.Of(text);
                if (cells.Length < Fixed) Cut(number);
                else if (Row(source, number, csv, cells) is { } row) yield return row;
            }
            else if (columns is not null)
            {
                if (Line(source, number, columns, text) is { } entry) yield return entry;
                else if (number == source.Lines[^1].Number && Begun().IsMatch(text)) Cut(number);
            }
        }

        void Cut(int number) => left.Add(
            new LeftOut(string.Create(CultureInfo.InvariantCulture, $"line {number}"), "the line is cut", IsRefused: true));
    }

    private static bool IsCsv(string line) => line.StartsWith(CsvHeader, StringComparison.Ordinal);

    private static JsonField? Row(ImportSource source, int number, string[] names, string[] cells)
    {
        string? Cell(string name) =>
            Array.IndexOf(names, name) is >= 0 and var at && at < cells.Length && cells[at].Length > 0 ? cells[at] : null;
        if (Cell("name") is not { } name) return null;
        if (Cell("error_occurred") is { } error)
            return Object(source, number,
                error == "true"
                    ? [("name", name), ("error_occurred", error), ("error_message", Cell("error_message") ?? "")]
                    : [("name", name), ("skipped", "true"), ("skip_message", Cell("error_message") ?? "")]);
        // A spread in percent has no unit, a complexity no iterations.
        return Cell("time_unit") is not { } unit || Cell("iterations") is null
            ? null
            : Object(source, number,
            [
                ("name", name), ("real_time", Cell("real_time")), ("time_unit", unit), ("label", Cell("label")),
                .. Rates.Select(rate => (rate, Cell(rate))),
            ]);
    }

    private static JsonField? Line(ImportSource source, int number, string[] columns, string text)
    {
        if (Outcome().Match(text) is { Success: true } outcome)
            return Object(source, number, outcome.Groups["kind"].Value == "SKIPPED"
                ? [("name", outcome.Groups["name"].Value), ("skipped", "true"), ("skip_message", outcome.Groups["words"].Value)]
                : [("name", outcome.Groups["name"].Value), ("error_occurred", "true"), ("error_message", outcome.Groups["words"].Value)]);
        if (Measured().Match(text) is not { Success: true } row) return null;
        var rest = row.Groups["rest"].Value;
        var cells = Words(rest);
        // A table of counters has them in columns, every other line by their names.
        string? Counter(string name) => Array.IndexOf(columns, name) is >= 0 and var at
            ? at < cells.Length ? cells[at] : null
            : cells.Where(cell => cell.StartsWith($"{name}=", StringComparison.Ordinal)).Select(cell => cell[(name.Length + 1)..])
            .FirstOrDefault();
        return Object(source, number,
        [
            ("name", row.Groups["name"].Value), ("real_time", row.Groups["time"].Value), ("time_unit", row.Groups["unit"].Value),
            // Bytes have prefixes of 1024, also where older versions leave the i out.
            ("bytes_per_second", Number(Counter("bytes_per_second") ?? Bytes().Match(rest).Groups["one"].Value, 1024)),
            ("items_per_second", Number(Counter("items_per_second"), 1000)),
        ]);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string? Number(string? text, double kilo)
    {
        if (text is null || Prefixed().Match(text) is not { Success: true } match) return null;
        var prefix = match.Groups["prefix"].Value;
        var exponent = prefix.Length == 0 ? 0 : "kMGTPE".IndexOf(prefix[0], StringComparison.OrdinalIgnoreCase) + 1;
        var value = double.Parse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture)
            * Math.Pow(prefix.EndsWith('i') ? 1024 : kilo, exponent);
        return value.ToString("R", CultureInfo.InvariantCulture);
    }

    private static JsonField Object(ImportSource source, int number, IEnumerable<(string Name, string? Value)> members)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members.Where(member => member.Value is not null))
            {
                if ((name is "real_time" || Rates.Contains(name))
                    && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed))
                    writer.WriteNumber(name, parsed);
                else writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return JsonField.Parse(source.Name, Encoding.UTF8.GetString(bytes.ToArray()), number) with
        {
            Path = string.Create(CultureInfo.InvariantCulture, $"line {number} $"),
        };
    }

    [GeneratedRegex(@"^\s*Benchmark +Time(?:\(ns\))? +CPU(?:\(ns\))? +Iterations(?<counters>.*)$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Header();

    [GeneratedRegex(@"^Run on \((?<one>\d+) X [\d.e+]+ MHz CPU", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Machine();

    [GeneratedRegex(@"^Running (?<one>\S.*)$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Running();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Date();

    [GeneratedRegex(
        @"^\s*(?<name>\S.*?) +(?<time>[\d.]+(?:e[+-]?\d+)?|-?nan|-?inf) (?<unit>ns|us|ms|s)"
            + @" +(?:[\d.]+(?:e[+-]?\d+)?|-?nan|-?inf) (?:ns|us|ms|s) +\d+(?<rest>(?: .*)?)$",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Measured();

    /// <summary>A name and a time, without the rest.</summary>
    [GeneratedRegex(@"^[A-Za-z]\S* +[\d.]+(?: [a-z]{0,2})?", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Begun();

    [GeneratedRegex(@"^\s*(?<name>\S.*?) +(?<kind>ERROR OCCURRED|SKIPPED): '(?<words>.*)'\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Outcome();

    /// <summary>As versions before counters wrote it: <c>1.76GB/s</c>.</summary>
    [GeneratedRegex(@" (?<one>[\d.]+[kMGTPE]?)B/s(?: |$)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Bytes();

    [GeneratedRegex(@"^(?<number>[\d.]+(?:e[+-]?\d+)?)(?<prefix>[kKMGTPE]i?)?(?:/s)?$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Prefixed();
}
