using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using StackBench.Commands.Options;
using StackBench.Core.Expectations;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>run</c>: measures, keeps every finished workload, shows the result.</summary>
internal static class RunCommand
{
    public static OutputFormat[] Formats => [OutputFormat.Table, OutputFormat.Json, OutputFormat.Jsonl, OutputFormat.Md, OutputFormat.Csv];

    public static Command Create(Surroundings surroundings)
    {
        var benchmarks = SharedOptions.Benchmarks();
        var output = Output("--output", "-o");
        var expect = Expect();
        var document = new Option<string?>("--document")
        {
            Description = "File that is the only place of the run: no store, no home is needed. 'import' enters it elsewhere.",
            HelpName = "FILE",
        };
        var must = Must();
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Show what would be measured, how long it takes and what cannot run; measure nothing.",
        };
        var measuring = new MeasuringOptions(SuiteDefaults.Launches, Formats);
        var command = new Command("run", "Measure this machine and keep the result.") { benchmarks };
        measuring.AddTo(command);
        command.Add(must);
        command.Add(output);
        command.Add(expect);
        command.Add(document);
        command.Add(dryRun);
        command.Validators.Add(result =>
        {
            if (result.GetResult(must) is { Implicit: false } given && given.Tokens.All(token => token.Value.Trim(',', ' ').Length == 0))
                result.AddError("--must names no workload");
            if (result.GetResult(must) is { Implicit: false } && result.Children.Any(
                child => child is OptionResult { Option.Name: "--only", Implicit: false }))
                result.AddError("--must and --only both choose workloads: give one of them");
            if (result.GetResult(dryRun) is { Implicit: false } && result.Children.OfType<OptionResult>().FirstOrDefault(
                child => child is { Implicit: false, Option.Name: "--format" or "--json" or "--output" or "--document" or "--expect" })
                is { } other)
                result.AddError(
                    $"--dry-run measures nothing, so that {other.Option.Name} has nothing to write or check: leave one of them out");
        });
        command.SetAction((parse, cancellation) =>
        {
            var request = measuring.ReadWithModel(parse, parse.GetValue(benchmarks)!, surroundings.Note) with
            {
                Must =
                [
                    .. parse.GetValue(must)!.SelectMany(
                        text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
                ],
                Document = parse.GetValue(document),
            };
            return parse.GetValue(dryRun) ? ShowPlanAsync(request, surroundings, cancellation) : MeasureAsync(
                request, measuring.Format(parse), parse.GetValue(output), surroundings, cancellation,
                parse.GetValue(expect) is { } file ? UserBounds.Read(file) : null);
        });
        return command;
    }

    private static async Task<int> ShowPlanAsync(MeasuringRequest request, Surroundings surroundings, CancellationToken cancellation)
    {
        var plan = await Measurement.PlanAsync(request, surroundings, cancellation);
        if (plan.BudgetNote is { } budget) surroundings.Note(budget);
        surroundings.Out.Write(PlanView.Lines(plan, surroundings.Out.Profile.Width, Glyphs.Of(surroundings.Out)));
        return (int)(plan.Workloads.IsEmpty ? ExitCode.NothingToRun : ExitCode.Ok);
    }

    public static Option<string?> Output(string name = "--output", params string[] aliases) => new(name, aliases)
    {
        Description = "File to write the run to as well, in the format of its extension (json).",
        HelpName = "FILE",
    };

    public static Option<string[]> Must() => new("--must")
    {
        Description = "Run these workloads in this order (names as in 'show'); --budget drops the last.",
        HelpName = "PATTERN,...",
        DefaultValueFactory = _ => [],
    };

    public static Option<string?> Expect() => new("--expect")
    {
        Description = "File of bounds that the run must keep; exit code 3 where it does not. 'stackbench expect learn' writes one.",
        HelpName = "FILE",
    };

    /// <param name="output">File the run is written to as well, in the format of its extension; null for none.</param>
    /// <param name="bounds">That the run must keep; null for none.</param>
    public static async Task<int> MeasureAsync(
        MeasuringRequest request, OutputFormat format, string? output, Surroundings surroundings, CancellationToken cancellation,
        ImmutableArray<ExpectedBound>? bounds = null)
    {
        var presenter = RunPresenter.Create(format, surroundings);
        var measured = await Measurement.RunAsync(request, presenter.Show, surroundings, cancellation);
        if (measured.Run is { } run)
        {
            var best = format == OutputFormat.Table && request.Document is null ? MachineBest.Of(run, surroundings) : null;
            presenter.ShowResult(run, measured.Loss is null && request.Document is null, best);
            if (request.Document is { } document && measured.Loss is null)
                surroundings.Note($"kept in {document}; enter it into a store with: stackbench import {document}");
            var written = output is null || !ExportCommand.TryWrite(surroundings, run, output) ? null : output;
            if (measured.Loss is { } loss) StoreRescue.Explain(surroundings, [run], loss, written);
            if (output is not null && written is null && measured.Code == ExitCode.Ok) return (int)ExitCode.Failed;
            if (bounds is { } expected && !UserBounds.Check(run, expected, surroundings)
                && measured.Code is ExitCode.Ok or ExitCode.Partial) return (int)ExitCode.Regression;
        }
        else SkipNotes.Write(surroundings, measured.Skipped);

        return (int)measured.Code;
    }
}
