using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Spectre.Console;
using StackBench.Commands.Options;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Trends;
using StackBench.Measuring;
using StackBench.Report.Html;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>report</c>: a run, its comparison and its history as one HTML file to read, mail or attach.</summary>
internal static class ReportCommand
{
    private const int HistoryRuns = 1000;

    public static Command Create(Surroundings surroundings)
    {
        var names = new Argument<string[]>("run")
        {
            Description = "The run: 'latest' (default), an id, a label (its newest run) or a run document. Several stand side by side.",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [RunStore.Latest],
            HelpName = "RUN",
        };
        var against = new Option<string?>("--against", "-a")
        {
            Description = "Compare with this: 'baseline', 'baseline:NAME', an id, a label or a run document.",
            HelpName = "BASE",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "File to write (stackbench-RUN.html), or - for stdout.",
            HelpName = "file",
        };
        var open = new Option<bool>("--open") { Description = "Show it in the browser." };
        var title = new Option<string?>("--title") { Description = "Title of the report.", HelpName = "TEXT" };
        var notes = new Option<string?>("--notes") { Description = "What you want to add; each line is a paragraph.", HelpName = "TEXT" };
        var share = new Option<bool>("--share") { Description = "For others to read: anonymous, unless --anonymous false." };
        var anonymous = new Option<bool>("--anonymous")
        {
            Description = "Leave out host, user, paths, serial numbers, UUIDs, label, logs and history (docs/reports.md).",
        };
        var thresholds = ThresholdOption.Create();
        var command = new Command("report", "Write a run, its comparison and its "
            + "history as one HTML file.") { names, against, output, open, title, notes, share, anonymous, thresholds };
        command.SetAction(parse =>
        {
            using var store = surroundings.OpenStore();
            var source = new RunSource(store, surroundings.Note);
            var runs = SideBySideRuns.Of(source, parse.GetRequiredValue(names));
            var isAnonymous = parse.GetResult(anonymous) is { Implicit: false } ? parse.GetValue(anonymous) : parse.GetValue(share);
            var anonymizer = isAnonymous ? Anonymity.Of(surroundings) : null;
            if (runs.Length > 1)
            {
                if (parse.GetValue(against) is not null)
                    throw new UserErrorException("--against takes one run", "stackbench report RUN --against BASE", ExitCode.Usage);
                if (parse.GetResult(thresholds) is { Implicit: false })
                    throw new UserErrorException("--threshold belongs to one run and its comparison",
                        "stackbench report RUN --against BASE --threshold N%", ExitCode.Usage);
                ImmutableArray<Run> all = [.. runs.Select(one => anonymizer?.Of(one) ?? one)];
                Save(surroundings, parse.GetValue(output) ?? "stackbench-side-by-side.html", parse.GetValue(open), writer =>
                    SideBySideReport.Write(SideBySide.Of(all), parse.GetValue(title), parse.GetValue(notes), writer));
                return (int)ExitCode.Ok;
            }

            var run = runs[0];
            ImmutableArray<Run> baseline = parse.GetValue(against) is { } text ? source.Baseline(text, run) : [];
            var thresholdsOf =
                MachineThresholds.Of(ThresholdOption.Read(parse, thresholds), store.NoiseFloors(NodeKey.Of(run.Fingerprint)));
            var options = baseline.IsEmpty ? null : source.Options(baseline, [run], ThresholdOption.Read(parse, thresholds));
            var shown = anonymizer?.Of(run) ?? run;
            var content = new ReportContent(shown)
            {
                Comparison = options is null ? null : anonymizer is null
                    ? Comparer.Compare(baseline, run, options)
                    : Comparer.Compare([.. baseline.Select(anonymizer.Of)], shown, options with
                    {
                        History = [.. options.History.Select(anonymizer.Of)],
                    }),
                Baseline = baseline.IsEmpty ? null : anonymizer?.Of(baseline[0]) ?? baseline[0],
                // Histories tell what changed on the machine, day by day.
                Trends = isAnonymous ? [] : Trends(store, run, thresholdsOf),
                Title = parse.GetValue(title),
                Notes = parse.GetValue(notes),
            };
            Save(surroundings, parse.GetValue(output) ?? $"stackbench-{run.Id}.html", parse.GetValue(open),
                writer => HtmlReport.Write(content, writer));
            return (int)ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Histories of the run's headline metrics on its own machine.</summary>
    private static ImmutableArray<SeriesTrend> Trends(RunStore store, Run run, Thresholds thresholds)
    {
        var keys = run.Results.Where(result => result.Headline is not null).Select(result => result.Key).ToHashSet();
        return SeriesTrends.Of(MachineObservations.Of(store.Observations(null, null, null, HistoryRuns).Where(
            observation => keys.Contains(observation.Metric.Key)), NodeKey.Of(run.Fingerprint)), thresholds);
    }

    public static void Save(Surroundings surroundings, string path, bool isOpened, Action<TextWriter> write)
    {
        if (path == "-") write(surroundings.Out.Profile.Out.Writer);
        else Write(surroundings, write, path);
        if (isOpened) Open(surroundings, path);
    }

    private static void Write(Surroundings surroundings, Action<TextWriter> write, string path)
    {
        using var text = new StringWriter();
        write(text);
        try
        {
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot write {path}", "Choose a file in a folder that exists and may be written: --output FILE");
        }

        surroundings.Error.MarkupLineInterpolated($"Wrote {SafeText.OneLine(path)}.");
    }

    private static void Open(Surroundings surroundings, string path)
    {
        var file = Path.GetFullPath(path);
        var opener = OperatingSystem.IsWindows() ? "explorer" : OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(opener, [file]) { UseShellExecute = false });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // The report is written all the same: a machine without a browser is no failure.
            surroundings.Note($"there is no {opener} here to show it; open {file} yourself");
        }
    }
}
