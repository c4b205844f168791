using System.CommandLine;
using Spectre.Console;
using StackBench.Core.Text;
using StackBench.Core.Workloads;
using StackBench.Machine.Reading;
using StackBench.Running.Engines;
using StackBench.Terminal;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Commands;

/// <summary><c>worker check CMD</c>: holds a program against the worker protocol.</summary>
internal static class WorkerCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var program = new Argument<string[]>("command")
        {
            Description = "Program and arguments of the worker; write -- before it when it has options.",
            Arity = ArgumentArity.OneOrMore,
            HelpName = "command",
        };
        var check = new Command("check", "Hold a worker program against the worker protocol (docs/worker-protocol.md).") { program };
        check.SetAction((parse, cancellation) => CheckAsync([.. parse.GetValue(program)!], surroundings, cancellation));
        return new Command("worker", "Tools for authors of engines.") { check };
    }

    private static async Task<int> CheckAsync(string[] program, Surroundings surroundings, CancellationToken cancellation)
    {
        var engine = new EngineDefinition { Name = "candidate", Command = [.. program] };
        var flaws = 0;
        var steps = 0;
        await foreach (var step in new Conformance(engine, surroundings.Time).CheckAsync(Trials(), cancellation))
        {
            steps++;
            var isMet = step.Flaw is null;
            if (!isMet) flaws++;
            surroundings.Out.Write(new Text(isMet ? "ok    " : "FLAW  ", new Style(isMet ? Color.Green : Color.Red)));
            surroundings.Out.WriteLine(SafeText.OneLine(isMet ? step.Demand : $"{step.Demand}: {step.Flaw}"));
        }

        surroundings.Out.WriteLine(flaws == 0 ? $"conforms: {steps} demands met" : $"does not conform: {flaws} of {steps} demands not met");
        return (int)(flaws == 0 ? ExitCode.Ok : ExitCode.Failed);
    }

    // The cheapest workload of each operation.
    private static Workload[] Trials()
    {
        var target = new WorkloadTarget(MachineReader.Read());
        return [.. Catalog.All.SelectMany(benchmark => benchmark.Workloads(target))
            .GroupBy(workload => workload.Op)
            .Select(group =>
                group.MinBy(workload => workload.Cost.Flop + workload.Cost.Bytes + (
                    workload.Parameters.TryGet("bytes", out var bytes) ? bytes.Number : 0))!)];
    }
}
