using System.Collections.Immutable;
using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Spectre.Console;
using StackBench.Commands.Options;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Trends;
using StackBench.Measuring;
using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Screens;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>chart</c>: one chart of a run as SVG or PNG, for a page, a slide or an issue.</summary>
internal static class ChartCommand
{
    private const string Comparison = "comparison", History = "history";
    private const string Converter = "rsvg-convert";
    private const int MostNamed = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Command Create(Surroundings surroundings)
    {
        string[] kinds = [.. Enum.GetValues<ChartKind>().Select(Word), Comparison, History];
        var kind = new Argument<string>("kind")
        {
            Description =
                "samples and distribution of a result, sweep of results over a size, roofline of a device, comparison with another run, "
                    + "history of a metric on the machine of the run.",
            HelpName = string.Join('|', kinds),
        };
        kind.AcceptOnlyFromAmong(kinds);
        var name = new Argument<string>("run")
        {
            Description = "The run: 'latest' (default), an id or a label (its newest run).",
            DefaultValueFactory = _ => RunStore.Latest,
            HelpName = "RUN",
        };
        var of = new Option<string?>("--of")
        {
            Description = "Which, where a run has several: all words must be in its name, e.g. 'gemm bf16 2048'.",
            HelpName = "TEXT",
        };
        var against = new Option<string?>("--against")
        {
            Description = $"Of a comparison: the other run or runs, as 'compare' takes them ('{RunSource.BaselineWord}').",
            HelpName = "BASE",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = $"File to write (stdout, as SVG); its extension .svg or .png decides. PNG needs {Converter}.",
            HelpName = "file",
        };
        var theme = new Option<ChartTheme>("--theme")
        {
            Description = "Colours: light, dark, or auto, as the reader's page is (auto; PNG light).",
            HelpName = "auto|light|dark",
            CustomParser = OptionParsers.OneOf<ChartTheme>("--theme"),
        };
        var size = SizeOption();
        var command = new Command("chart", "Write a chart of a stored run, a comparison or a history as SVG or PNG.")
        {
            kind, name, of, against, output, theme, size,
        };
        command.SetAction(parse =>
        {
            var wanted = parse.GetRequiredValue(kind);
            if (parse.GetValue(against) is not null && wanted != Comparison)
                throw new UserErrorException(
                    "--against belongs to a comparison", $"stackbench chart {Comparison} RUN --against BASE", ExitCode.Usage);
            var charts = Charts(surroundings, wanted, parse.GetRequiredValue(name), parse.GetValue(against) ?? RunSource.BaselineWord);
            var chart = Select(charts, wanted, parse.GetValue(of));
            var svg = ChartFile.Of(chart, parse.GetValue(theme), parse.GetValue(size));
            if (parse.GetValue(output) is not { } path || path == "-") surroundings.Out.Profile.Out.Writer.Write(svg);
            else Write(surroundings, svg, path);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static Option<ChartSize?> SizeOption() => new("--size")
    {
        Description = "Pixels, e.g. 1280x720 (what the chart needs).",
        HelpName = "WIDTHxHEIGHT",
        CustomParser = result =>
        {
            if (ChartSize.Parse(result.Tokens[^1].Value) is { } found) return found;
            result.AddError($"invalid value '{OptionParsers.Shown(result.Tokens[^1].Value)}' for --size: expected WIDTHxHEIGHT in pixels, "
                + $"each from {ChartSize.Least} to {ChartSize.Most}");
            return null;
        },
    };

    private static ImmutableArray<Chart> Charts(Surroundings surroundings, string kind, string name, string against)
    {
        using var store = surroundings.OpenStore();
        var source = new RunSource(store, surroundings.Note);
        var run = source.One(name);
        var machine = NodeKey.Of(run.Fingerprint);
        var thresholds = MachineThresholds.Of(store.NoiseFloors(machine));
        return kind switch
        {
            Comparison => Compared(source, run, against) is { } chart ? [chart] : [],
            History =>
                [.. SeriesTrends.Of(MachineObservations.Of(store.Observations(null, null, null, HistoryLimits.Trends), machine), thresholds)
                    .Select(TrendChart.Of)],
            _ => RunChart.Of(run, Enum.GetValues<ChartKind>().Single(one => Word(one) == kind)),
        };
    }

    private static Chart? Compared(RunSource source, Run run, string against)
    {
        var baseline = source.Baseline(against, run);
        return ComparisonChart.Of(Comparer.Compare(baseline, run, source.Options(baseline, [run])));
    }

    private static Chart Select(ImmutableArray<Chart> charts, string kind, string? text)
    {
        var words = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Chart[] found = [.. charts.Where(chart => words.All(word => chart.Subject.Contains(word, StringComparison.OrdinalIgnoreCase)))];
        if (found is [var one]) return one;
        if (charts.IsEmpty)
            throw new UserErrorException($"the run has no {kind}", kind switch
            {
                "sweep" => "It needs three results that differ in one size alone; the standard suite has more sizes: --suite standard",
                "roofline" => "It needs memory bandwidth and compute peak of one device: stackbench run memory-bandwidth compute-peak gemm",
                Comparison => "No metric is in both runs: stackbench compare BASE RUN says why.",
                History => "No run of its machine has a value.",
                _ => "It has no result with samples.",
            });
        ImmutableArray<Chart> offered = found.Length == 0 ? charts : [.. found];
        var names = string.Join(
            "; ", offered.Take(MostNamed).Select(chart => SafeText.OneLine(chart.Subject))) + (offered.Length > MostNamed ? "; ..." : "");
        throw new UserErrorException(found.Length == 0 ? $"no {kind} is of '{text}'" : $"the run has {found.Length} of them",
            $"Choose with --of TEXT: {names}", ExitCode.Usage);
    }

    private static string Word(ChartKind kind) => kind.ToString().ToLowerInvariant();

    private static void Write(Surroundings surroundings, string svg, string path)
    {
        var bytes = Encoding.UTF8.GetBytes(svg);
        if (path.EndsWith(".png", StringComparison.OrdinalIgnoreCase)) bytes = Png(bytes);
        else if (!path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            throw new UserErrorException($"'{path}' ends in neither .svg nor .png", "Name the file so: --output chart.svg", ExitCode.Usage);
        try
        {
            AtomicFile.Write(path, bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot write {path}", "Choose a file in a folder that exists and may be written: --output FILE");
        }

        surroundings.Error.MarkupLineInterpolated($"Wrote {SafeText.OneLine(path)}.");
    }

    private static byte[] Png(byte[] svg)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                Converter,
                ["--format", "png"])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true
            })!;
            using var image = new MemoryStream();
            var reading = process.StandardOutput.BaseStream.CopyToAsync(image);
            var complaint = process.StandardError.ReadToEndAsync();
            process.StandardInput.BaseStream.Write(svg);
            process.StandardInput.Close();
            if (!process.WaitForExit(Patience)) process.Kill(entireProcessTree: true);
            reading.GetAwaiter().GetResult();
            return process.ExitCode == 0 && image.Length > 0
                ? image.ToArray()
                : throw new UserErrorException($"{Converter} failed: {SafeText.OneLine(complaint.GetAwaiter().GetResult())}",
                    "Write the chart as SVG: --output chart.svg");
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            throw new UserErrorException($"PNG needs {Converter}, which is not here",
                "Install it (Debian, Ubuntu: apt install librsvg2-bin) or write SVG: --output chart.svg");
        }
    }
}
