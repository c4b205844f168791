using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>hyperfine's <c>--export-json</c>: each time is a process of its own, so each is a launch.</summary>
internal sealed class HyperfineImporter : IRunImporter
{
    public string Name => "hyperfine";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Text.Contains("\"results\"", StringComparison.Ordinal)
            && source.Text.Contains("\"command\"", StringComparison.Ordinal)
            && source.Text.Contains("\"stddev\"", StringComparison.Ordinal);
    }

    public Run Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var run = new ImportedRun(Name, source);
        return run.With(JsonField.Parse(source).Get("results").Items.Select(entry => Result(run, entry)));
    }

    private static BenchmarkResult Result(ImportedRun run, JsonField entry)
    {
        var command = entry.Get("command").Text;
        var times = entry.Find("times")?.Numbers ?? [entry.Get("median").Number];
        if (times.IsEmpty || times.Any(time => time < 0)) throw entry.Get("times").Wrong("a list of times");
        if (entry.Find("exit_codes") is { } codes
            && codes.Items.Any(code => code.Element.ValueKind != System.Text.Json.JsonValueKind.Null && code.Number != 0))
            return run.Result(
                "command", command, "cpu", new Failed(FailureStage.Measure, "the command ended with another exit code than 0", []));
        return run.Result("command", command, "cpu", new Ok([ImportedRun.Median(MetricDefinitions.CallTime, times)], [])) with
        {
            Launches =
            [
                .. times.Select((time, index) => run.LaunchOf(index + 1, [time], null) with
                {
                    Values = ImmutableSortedDictionary<string, double>.Empty.Add(MetricDefinitions.CallTime.Name, time),
                }),
            ],
        };
    }
}
