using System.CommandLine;
using System.Security.Cryptography;
using StackBench.Commands.Options;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Measuring;
using StackBench.Serving.Servers;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>serving</c>: <c>run serving</c> with a load, a server or prompts of the user's. What it measures is a run like any other.</summary>
internal static class ServingCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var load = new ServingLoadOptions();
        var suite = new Option<Suite>("--suite", "-s") { Description = "Loads of the usual sweep: quick, standard or full.", HelpName = "quick|standard|full", CustomParser = OptionParsers.OneOf<Suite>("--suite") };
        var device = new Option<string[]>("--device") { Description = "Where llama-server runs: cpu, gpu, cuda:0, a PCI address. Default: its GPUs, else the CPU.", HelpName = "DEVICE", DefaultValueFactory = _ => [] };
        var launches = new Option<int?>("--launches", "-n") { Description = "Fresh processes per load, each with a fresh server; default 3 (quick), 5 (standard), 10 (full).", HelpName = "N", CustomParser = OptionParsers.Count("--launches", 1, 1000) };
        var budget = new Option<TimeSpan?>("--budget", "-b") { Description = "Time the run may take, e.g. 90s, 10m, 1h.", HelpName = "TIME", CustomParser = DurationText.Parse };
        var label = new Option<string?>("--label", "-l") { Description = "Name to find the run by.", HelpName = "TEXT" };
        var seed = new Option<long?>("--seed") { Description = "Seed of arrivals and prompts; stored with the run.", HelpName = "N", CustomParser = OptionParsers.Seed };
        var format = FormatOption.Create("Form of the result on stdout (table).", OutputFormat.Table, OutputFormat.Json, OutputFormat.Jsonl, OutputFormat.Md, OutputFormat.Csv);
        var command = new Command("serving", "Measure an LLM server under a load of your own: llama-server, vLLM, or one that runs already. 'run serving' is the usual load.");
        foreach (var option in load.All) command.Add(option);
        foreach (var option in (Option[])[suite, device, launches, budget, label, seed, format]) command.Add(option);
        command.SetAction((parse, cancellation) =>
        {
            var chosenSuite = parse.GetValue(suite);
            var setup = load.Read(parse, surroundings);
            var request = new RunRequest
            {
                Settings = new RunSettings
                {
                    Suite = chosenSuite,
                    Benchmarks = ["serving"],
                    Engines = setup.Options.Engines.Length < ServerLauncher.All.Length ? setup.Options.Engines : [],
                    Devices = [.. parse.GetValue(device)!],
                    Launches = parse.GetValue(launches) ?? SuiteDefaults.Launches(chosenSuite),
                    Seed = parse.GetValue(seed) ?? RandomNumberGenerator.GetInt32(int.MaxValue),
                    BudgetSeconds = parse.GetValue(budget)?.TotalSeconds,
                },
                Label = parse.GetValue(label),
                Model = setup.Options.Model,
                Serving = setup,
                Format = parse.GetValue(format) ?? OutputFormat.Table,
            };
            return RunVerb.ExecuteAsync(request, surroundings, cancellation);
        });
        return command;
    }
}
