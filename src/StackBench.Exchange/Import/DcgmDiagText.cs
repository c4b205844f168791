using System.Text.RegularExpressions;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>The table that <c>dcgmi diag</c> prints: a test a line, in newer versions its devices below it, warnings behind it.</summary>
internal static partial class DcgmDiagText
{
    private const string Metadata = "Metadata";

    public static bool Recognizes(ImportSource source) =>
        source.Lines.Any(line => Title().IsMatch(line.Text)) && source.Lines.Any(line => Category().IsMatch(line.Text));

    public static ImportedFile Read(string format, ImportSource source)
    {
        var tests = Tests(source).ToArray();
        string? Fact(string name) => tests.Where(test => test.Category == Metadata && test.Name == name).Select(test => test.Status)
            .FirstOrDefault();
        var run = new ImportedRun(format, source)
        {
            ToolVersion = Fact("DCGM Version"),
            Facts =
            [
                .. ImportedRun.Fact("software.nvidia", Fact("Driver Version Detected"), FactRole.Cause),
                .. ImportedRun.Fact("gpu.id", Fact("GPU Device IDs Detected"), FactRole.Identity),
            ],
        };
        return run.File(tests.Where(test => test.Category != Metadata).SelectMany(test => Results(run, test)));
    }

    private static IEnumerable<BenchmarkResult> Results(ImportedRun run, Test test)
    {
        var name = $"{test.Category} {test.Name}";
        var said = string.Join(' ', test.Words);
        if (test.Devices.Count == 0)
            return [DcgmDiagImporter.Result(run, name, "gpu", test.Status.Split(" - ")[0].Trim(), Known(said, test.Status))];
        return test.Devices.Select(device => DcgmDiagImporter.Result(
            run, name, $"gpu {device.Gpu}", device.Status,
            // What is said stands behind all devices, and is of those that did not pass.
            device.Status == "Pass" ? "" : said));

        static string Known(string words, string status) =>
            words.Length > 0 || !status.Contains(" - ", StringComparison.Ordinal) || status.EndsWith(" - All", StringComparison.Ordinal)
                ? words
                : status;
    }

    private static IEnumerable<Test> Tests(ImportSource source)
    {
        var category = "";
        Test? test = null;
        foreach (var (_, text) in source.Lines)
        {
            if (Category().Match(text) is { Success: true } heading)
            {
                if (test is not null) yield return test;
                (category, test) = (heading.Groups["name"].Value, null);
            }
            else if (Row().Match(text) is { Success: true } row && category.Length > 0)
            {
                var (name, value) = (row.Groups["name"].Value.Trim(), row.Groups["value"].Value.Trim());
                if (Said().IsMatch(name) || (name.Length == 0 && !Device().IsMatch(value))) test?.Words.Add(value);
                else if (name.Length == 0 && Device().Match(value) is { Success: true } device)
                    test?.Devices.Add((device.Groups["gpu"].Value, device.Groups["status"].Value));
                else
                {
                    if (test is not null) yield return test;
                    test = new Test(category, name, value, [], []);
                }
            }
        }

        if (test is not null) yield return test;
    }

    private sealed record Test(string Category, string Name, string Status, List<(string Gpu, string Status)> Devices, List<string> Words);

    [GeneratedRegex(@"^\s*\| Diagnostic\s+\| Result\s+\|", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Title();

    [GeneratedRegex(@"^\s*[|+]-+  (?<name>\w[\w ]*?)  -+\+", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Category();

    [GeneratedRegex(@"^\s*\|(?<name>[^|]{1,60})\|(?<value>.*)\|\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Row();

    [GeneratedRegex(@"^(?:Warning|Info|Error)\b", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Said();

    [GeneratedRegex(@"^GPU ?(?<gpu>\d+): (?<status>Pass|Fail|Warn|Skip|Not Run)$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Device();
}
