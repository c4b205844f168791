using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>The tables that nccl-tests and rccl-tests print, read by the names of their columns.</summary>
internal static partial class CollectivesText
{
    private const int WideGap = 24;

    /// <summary>A table with what stood above it.</summary>
    /// <param name="Columns">As the header names them.</param>
    /// <param name="FirstPlace">What the first group of columns is; null where the header does not say.</param>
    /// <param name="IsOutOfBounds">Whether its footer counts values beyond the tolerance.</param>
    /// <param name="Process">Number of the process in the file: cycles of one are not evidence of their own.</param>
    public sealed record Table(
        CollectivesContext Context, string[] Columns, string? FirstPlace, IReadOnlyList<(int Number, string Text)> Rows,
        bool IsOutOfBounds, int Process);

    public static IReadOnlyList<Table> Tables(ImportSource source)
    {
        var tables = new List<Table>();
        var (context, columns, place) = (new CollectivesContext(), Array.Empty<string>(), (string?)null);
        var rows = new List<(int, string)>();
        var (isBehind, process) = (false, 1);
        foreach (var line in source.Lines)
        {
            var text = line.Text;
            if (Header().IsMatch(text))
            {
                Finish(false);
                columns = text.TrimStart('#', ' ', '\t').Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            }
            else if (text.Contains("in-place", StringComparison.Ordinal) && !text.Contains("nThread", StringComparison.Ordinal))
            {
                place = text.Contains("out-of-place", StringComparison.Ordinal) ? "out of place" : "in place";
                if (columns.Length > 0) Finish(false);
            }
            else if (Footer().Match(text) is { Success: true } footer)
            {
                Finish(footer.Groups["verdict"].Value == "FAILED");
                isBehind = true;
            }
            else if (columns.Length > 0 && !text.StartsWith('#')) rows.Add(line);
            else if (columns.Length == 0 || text.StartsWith("# Collective test starting", StringComparison.Ordinal))
            {
                // What stands behind a table belongs to the next one.
                if (isBehind && (Settings().IsMatch(text) || Starting().IsMatch(text)
                    || (Collective().IsMatch(text) && !text.Contains("concluded", StringComparison.Ordinal))))
                    (context, isBehind, process) = (new CollectivesContext(), false, process + 1);
                context = Read(context, text);
            }
        }

        Finish(false);
        return tables;

        void Finish(bool isOutOfBounds)
        {
            if (columns.Length > 0) tables.Add(new Table(context, columns, place, [.. rows], isOutOfBounds, process));
            rows.Clear();
            columns = [];
        }
    }

    public static IEnumerable<BenchmarkResult> Results(ImportedRun run, Table table, List<LeftOut> left)
    {
        var first = Array.FindIndex(table.Columns, column => column is "time" or "cputime");
        if (first < 0) yield break;
        // The same columns come once for each place.
        var second = Array.FindIndex(table.Columns, first + 1, column => column == table.Columns[first]);
        var width = second < 0 ? table.Columns.Length - first : second - first;
        var names = table.Columns.AsSpan(first, width).ToArray();
        string?[] places = second < 0 ? [table.FirstPlace] : [table.FirstPlace ?? "out of place", "in place"];
        var (zeros, hasFailed) = (0, false);
        foreach (var (index, (number, text)) in table.Rows.Index())
        {
            var words = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || !words[0].All(char.IsAsciiDigit) || !words[1].All(char.IsAsciiDigit)) continue;
            if (words[0].All(digit => digit == '0'))
            {
                zeros++;
                continue;
            }

            var row = Row(table, words, first, out var begin);
            var groups = words.Skip(begin).ToArray();
            // The first generation counts in milliseconds.
            var factor = table.Columns[0] == "bytes" ? 1000 : 1;
            // A replayed trace has its times in place only, far behind the other columns; a line that is cut there has not.
            var these = second >= 0 && groups.Length == width && Gap(text, begin) >= WideGap ? places[1..] : places;
            foreach (var (place, offset) in these.Select((place, group) => (place, group * width)))
            {
                var cells = groups.Skip(offset).Take(width).ToArray();
                if (Measured(names, cells) is { } measured)
                    yield return table.IsOutOfBounds && !names.Contains("#wrong")
                        ? CollectivesImporter.Failure(
                        run, table.Context, row, place, "the tool counts values out of bounds and does not say where", [])
                        : CollectivesImporter.Result(
                            run, table.Context, row, place, measured.Time * factor, measured.Algorithm, measured.Bus, measured.Wrong);
                else
                {
                    if (Words(text, begin + offset + cells.TakeWhile(IsNumber).Count()) is not { Length: > 0 } said)
                    {
                        left.Add(new LeftOut(
                            string.Create(CultureInfo.InvariantCulture, $"line {number}"), "the line is cut", IsRefused: true));
                        break;
                    }

                    var tail =
                        table.Rows.Skip(index + 1).Select(line => line.Text.Trim()).Where(line => line.Length > 0).Take(10).ToArray();
                    hasFailed = true;
                    yield return CollectivesImporter.Failure(run, table.Context, row, place, said, tail);
                    break;
                }
            }
        }

        // A test that dies between two lines says so in a line of its own.
        if (!hasFailed && table.Rows.Select(row => row.Text).FirstOrDefault(text => Death().IsMatch(text)) is { } death)
            yield return run.Result("collective", $"{table.Context.Collective} rest of the table".TrimStart(), "gpu",
                new Failed(FailureStage.Measure, death.Trim(), []));
        if (zeros > 0) left.Add(new LeftOut($"{zeros} {(zeros == 1 ? "row" : "rows")} of size 0", "nothing was sent"));
    }

    private static CollectivesRow Row(Table table, string[] words, int first, out int begin)
    {
        // Some tables leave columns of text empty; numbers begin where the first time stands.
        begin = first;
        while (begin > 2 && begin < words.Length && words.Skip(2).Take(begin - 2).Any(word => word.Contains('.', StringComparison.Ordinal)))
            begin--;
        if (begin > words.Length) begin = words.Length;
        var end = begin;
        string? Named(string column) => Array.IndexOf(table.Columns, column) is >= 0 and var at && at < end ? words[at] : null;
        return new CollectivesRow(words[0], Named("type"), Named("redop") ?? Named("op"), Named("root"));
    }

    private static (double Time, double Algorithm, double Bus, string? Wrong)? Measured(string[] names, string[] cells)
    {
        double? Number(string name) => Array.IndexOf(names, name) is >= 0 and var at && at < cells.Length
            && double.TryParse(cells[at], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;
        if (Number(names[0]) is not { } time || Number("algbw") is not { } algorithm || Number("busbw") is not { } bus) return null;
        if (Array.IndexOf(names, "#wrong") is not (>= 0 and var wrong)) return (time, algorithm, bus, null);
        return wrong < cells.Length && IsNumber(cells[wrong]) ? (time, algorithm, bus, cells[wrong]) : null;
    }

    private static bool IsNumber(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || cell == "N/A";

    private static int Gap(string text, int word)
    {
        var rest = Words(text, word);
        var end = text.TrimEnd().Length - rest.Length;
        var begin = end;
        while (begin > 0 && char.IsWhiteSpace(text[begin - 1])) begin--;
        return end - begin;
    }

    // The rest of a line as it was printed.
    private static string Words(string text, int skip)
    {
        var at = 0;
        for (var word = 0; word <= skip; word++)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (word == skip) break;
            while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
        }

        return text[at..].Trim();
    }

    private static CollectivesContext Read(CollectivesContext context, string text)
    {
        if (Settings().IsMatch(text))
            context = context with
            {
                Settings = [.. Setting().Matches(text)
                .Select(match => (match.Groups["name"].Value, match.Groups["value"].Value))
                .Where(setting => !(setting.Item1 is "graph" or "unalign" && setting.Item2 == "0") && !(
                setting.Item1 == "agg iters" && setting.Item2 == "1"))]
            };
        if (Rank().Match(text) is { Success: true } rank)
            context = context with
            {
                Ranks = [.. context.Ranks, rank.Groups["number"].Value],
                Devices = [.. context.Devices, rank.Groups["gpu"].Value.Trim()],
                Hosts = rank.Groups["host"].Success ? [.. context.Hosts, rank.Groups["host"].Value] : context.Hosts,
            };
        if (Collective().Match(text) is { Success: true } collective)
            context = context with { Collective = collective.Groups["one"].Value };
        if (Tool().Match(text) is { Success: true } tool) context = context with { Tool = tool.Groups["version"].Value };
        if (Library().Match(text) is { Success: true } library)
            context = context with { Library = library.Groups["version"].Value };
        if (Rocm().Match(text) is { Success: true } rocm) context = context with { Rocm = rocm.Groups["one"].Value };
        return context;
    }

    [GeneratedRegex(
        @"^\s*#?\s*(?:size|bytes\s+N)\s.*\b(?:cpu)?time\s+algbw\s+busbw", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Header();

    [GeneratedRegex(
        @"^\s*#?\s*(?:Out of bounds values\s*:\s*\d+\s*(?<verdict>\w*)|Avg bus bandwidth)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Footer();

    [GeneratedRegex(
        @"Test (?:NCCL|CUDA|HIP|RCCL) failure|: Test failure|Test timeout|Segmentation fault|exited on signal|srun: error",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Death();

    [GeneratedRegex(@"nThread \d+ ", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Settings();

    [GeneratedRegex(@"^#?\s*(?:Collective test starting|nccl-tests version|rccl-tests:)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Starting();

    [GeneratedRegex(@"(?<name>nThread|nGpus|agg iters|graph|unalign):? (?<value>\d+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Setting();

    [GeneratedRegex(
        @"^\s*#?\s*Rank\s+(?<number>\d+)\s.*?\bon\s+(?<host>\S+)\s+device\s+\d+\s+\[[^\]]*\]\s*(?<gpu>.*)$"
            + @"|^\s*#?\s*Device\s+(?<number>\d+)\s+->\s+\d+\s+\[[^\]]*\]\s*(?<gpu>.*)$",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Rank();

    [GeneratedRegex(
        @"(?:^|[\s/'""])(?<one>[a-z][a-z_]{2,30}(?=_perf)|all_reduce|all_gather|broadcast|reduce_scatter|reduce)_(?:perf|test)(?:_mpi)?\b",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Collective();

    [GeneratedRegex(@"nccl-tests version (?<version>[\w.]+)|rccl-tests: Version (?<version>\S+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Tool();

    [GeneratedRegex(@"^\s*(?:\S+:\d+:\d+ \[\d+\] NCCL INFO )?(?:N|R)CCL version\s*:?\s*(?<version>[\w.+:-]+)|nccl-library=(?<version>\d+)",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Library();

    [GeneratedRegex(@"^\s*ROCm version\s*:\s*(?<one>\S+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Rocm();
}
