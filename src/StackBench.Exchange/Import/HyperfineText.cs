using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>
/// What hyperfine prints, and the tables of <c>--export-markdown</c> and <c>--export-orgmode</c>: a mean over runs whose single times are
/// not told, so a metric of its own.
/// </summary>
internal static partial class HyperfineText
{
    public static bool Recognizes(ImportSource source) =>
        source.Lines.Any(line => Header().IsMatch(line.Text)) || source.Lines.Any(line => Mean().IsMatch(line.Text));

    public static IEnumerable<BenchmarkResult> Results(ImportedRun run) => Tables(run).Concat(Printed(run));

    private static IEnumerable<BenchmarkResult> Tables(ImportedRun run)
    {
        var factor = 0.0;
        var columns = 0;
        foreach (var (_, text) in run.Source.Lines)
        {
            if (Header().Match(text) is { Success: true } header)
                (factor, columns) = (Factor(header.Groups["unit"].Value), Cells(text).Length);
            else if (!text.TrimStart().StartsWith('|')) factor = 0;
            else if (factor > 0 && Cells(text) is var cells && cells.Length == columns && cells[0].Trim('-', ':', '+').Length > 0
                && Number().Match(cells[1]) is { Success: true } mean)
                yield return Result(run, cells[0], Parsed(mean) * factor, null);
        }
    }

    private static IEnumerable<BenchmarkResult> Printed(ImportedRun run)
    {
        string? command = null;
        BenchmarkResult? last = null;
        foreach (var (_, text) in run.Source.Lines)
        {
            if (Benchmark().Match(text) is { Success: true } benchmark)
            {
                if (last is not null) yield return last;
                (command, last) = (benchmark.Groups["command"].Value, null);
            }
            else if (command is not null && Mean().Match(text) is { Success: true } mean)
                last = Result(run, command, Parsed(mean) * Factor(mean.Groups["unit"].Value), null);
            else if (command is not null && Ended().Match(text) is { Success: true } ended)
                last = Result(run, command, 0, ended.Groups["words"].Value);
        }

        if (last is not null) yield return last;
    }

    private static BenchmarkResult Result(ImportedRun run, string command, double seconds, string? failure)
    {
        var name = command.Length > 2 && command[0] == command[^1] && command[0] is '`' or '=' ? command[1..^1] : command;
        return failure is not null
            ? run.Result("command", name, "cpu", new Failed(FailureStage.Measure, failure, []))
            : run.Result("command", name, "cpu", [new MetricValue("mean-call-time", seconds, Core.Units.Unit.Second, Better.Lower)], [],
                null, null, new Note("aggregate", "The mean over several runs, whose single times are not in the file."));
    }

    // A bar in a command is escaped.
    private static string[] Cells(string line) =>
        [.. Bar().Split(line.Trim().Trim('|')).Select(cell => cell.Trim().Replace("\\|", "|", StringComparison.Ordinal))];

    private static double Parsed(Match match) =>
        double.Parse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static double Factor(string unit) => unit switch { "s" => 1, "ms" => 1e-3, "ns" => 1e-9, _ => 1e-6 };

    [GeneratedRegex(@"^\s*\|\s*Command\s*\|\s*Mean \[(?<unit>\w{1,2})\]\s*\|", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Header();

    [GeneratedRegex(@"^\s*(?<number>\d{1,12}(?:\.\d+)?)(?:\s|$)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Bar();

    [GeneratedRegex(@"^\s*Benchmark (?:#?\d+): (?<command>\S.*?)\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Benchmark();

    [GeneratedRegex(@"^\s*Time \((?:mean|abs) .{1,4}\):\s+(?<number>\d{1,12}(?:\.\d+)?) (?<unit>s|ms|.s)\s", RegexOptions.None,
        ImportText.Patience)]
    private static partial Regex Mean();

    [GeneratedRegex(@"(?<words>Command terminated with non-zero exit code.*?|Ignoring non-zero exit code.*?)\.?\s*$", RegexOptions.None,
        ImportText.Patience)]
    private static partial Regex Ended();
}
