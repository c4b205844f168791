using System.CommandLine;
using StackBench.Commands.Options;
using StackBench.Measuring;
using StackBench.Serving.Servers;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>
/// <c>serving</c>: <c>run serving</c> with a load, a server or prompts of the user's. What it measures is a run like any other.
/// </summary>
internal static class ServingCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var load = new ServingLoadOptions();
        // --output are the tokens of an answer here.
        var output = RunCommand.Output("--document");
        var measuring = new MeasuringOptions(SuiteDefaults.Launches, RunCommand.Formats);
        var command = new Command("serving", "Measure an LLM server under a load of your own: llama-server, vLLM, or one that runs "
            + "already. 'run serving' is the usual load.");
        foreach (var option in load.All) command.Add(option);
        measuring.AddTo(command);
        command.Add(output);
        command.SetAction((parse, cancellation) =>
        {
            var request = measuring.Read(parse, ["serving"]);
            var setup = load.Read(parse, measuring.ModelText(parse), request.Settings.Engines, surroundings);
            request = request with
            {
                Settings = request.Settings with
                {
                    Engines = setup.Options.Engines.Length < ServerLauncher.All.Length ? setup.Options.Engines : [],
                },
                Model = setup.Options.Model,
                Serving = setup,
            };
            return RunCommand.MeasureAsync(request, measuring.Format(parse), parse.GetValue(output), surroundings, cancellation);
        });
        return command;
    }
}
