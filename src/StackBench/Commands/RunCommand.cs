using System.CommandLine;
using StackBench.Commands.Options;
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
        var measuring = new MeasuringOptions(SuiteDefaults.Launches, Formats);
        var command = new Command("run", "Measure this machine and keep the result.") { benchmarks };
        measuring.AddTo(command);
        command.SetAction((parse, cancellation) =>
            MeasureAsync(measuring.ReadWithModel(parse, parse.GetValue(benchmarks)!, surroundings.Note), measuring.Format(parse),
                surroundings, cancellation));
        return command;
    }

    public static async Task<int> MeasureAsync(
        MeasuringRequest request, OutputFormat format, Surroundings surroundings, CancellationToken cancellation)
    {
        var presenter = RunPresenter.Create(format, surroundings);
        var measured = await Measurement.RunAsync(request, presenter.Show, surroundings, cancellation);
        if (measured.Run is { } run) presenter.ShowResult(run, measured.Loss is null);
        else SkipNotes.Write(surroundings, measured.Skipped);
        return (int)measured.Code;
    }
}
