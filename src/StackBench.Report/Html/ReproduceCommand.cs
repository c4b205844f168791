using System.Globalization;
using StackBench.Core.Results;
using StackBench.Core.Text;

namespace StackBench.Report.Html;

/// <summary>The command that measures a run again. People paste it into a shell, so whatever a document says is quoted for one.</summary>
internal static class ReproduceCommand
{
    /// <summary>Engine of a server that ran already.</summary>
    private const string Endpoint = "openai";

    /// <returns>Null where this program did not measure the run, or a server did whose address is not kept.</returns>
    public static string? Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.IsImported || run.Settings.Engines.Contains(Endpoint)) return null;
        var settings = run.Settings;
        string[] words =
        [
            "stackbench", "run", .. settings.Benchmarks.Select(Quote),
            .. OnlyFact.Patterns(run.Fingerprint).SelectMany(pattern => new[] { "--only", Quote(pattern) }),
            "--suite", EnumText.Of(settings.Suite), "--launches",
            settings.Launches.ToString(CultureInfo.InvariantCulture),
            "--seed", settings.Seed.ToString(CultureInfo.InvariantCulture),
            .. settings.Devices.SelectMany(device => new[] { "--device", Quote(device) }),
            .. settings.Engines.SelectMany(engine => new[] { "--engine", Quote(engine) }),
            .. settings.BudgetSeconds is { } budget && double.IsFinite(budget)
                ? new[] { "--budget", string.Create(CultureInfo.InvariantCulture, $"{budget:0.###}s") }
                : [],
        ];
        return string.Join(' ', words);
    }

    private static string Quote(string word)
    {
        var line = SafeText.OneLine(word);
        // A value that looks like an option.
        return line.StartsWith('-') ? ShellWord.Quoted(line) : ShellWord.Of(line);
    }
}
