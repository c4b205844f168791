using System.CommandLine;
using System.Security.Cryptography;
using StackBench.Commands.Options;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Measuring;
using StackBench.Terminal;
using StackBench.Workloads;

namespace StackBench.Commands;

/// <summary><c>run</c>: measures, keeps every finished workload, shows the result.</summary>
internal static class RunCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var benchmarks = SharedOptions.Benchmarks();
        var suite = new Option<Suite>("--suite", "-s") { Description = "How much to measure: quick (about 2 min), standard or full.", HelpName = "quick|standard|full", CustomParser = OptionParsers.OneOf<Suite>("--suite") };
        var device = new Option<string[]>("--device") { Description = "Device to measure: cpu, gpu, cuda:0, a PCI address. Repeatable. Default: the GPUs of an engine, else the CPU.", HelpName = "DEVICE", DefaultValueFactory = _ => [] };
        var engine = new Option<string[]>("--engine") { Description = $"Engine to use: {SharedOptions.EngineNames}. Repeatable.", HelpName = "ENGINE", DefaultValueFactory = _ => [] };
        var launches = new Option<int?>("--launches", "-n") { Description = "Fresh processes per workload; default 3 (quick), 5 (standard), 10 (full).", HelpName = "N", CustomParser = OptionParsers.Count("--launches", 1, 1000) };
        var budget = new Option<TimeSpan?>("--budget", "-b") { Description = "Time the run may take, e.g. 90s, 10m, 1h.", HelpName = "TIME", CustomParser = DurationText.Parse };
        var label = new Option<string?>("--label", "-l") { Description = "Name to find the run by.", HelpName = "TEXT" };
        var seed = new Option<long?>("--seed") { Description = "Seed of order and inputs; stored with the run.", HelpName = "N", CustomParser = OptionParsers.Seed };
        var libtorch = SharedOptions.Libtorch();
        var python = PythonOption.Create();
        var model = new Option<string?>("--model") { Description = "Your own language model for llm and serving in place of synthetic ones: a GGUF file, or a folder with one; for serving with vllm-serve a folder with safetensors.", HelpName = "FILE|DIR" };
        var format = FormatOption.Create("Form of the result on stdout (table).", OutputFormat.Table, OutputFormat.Json, OutputFormat.Jsonl, OutputFormat.Md, OutputFormat.Csv);

        var command = new Command("run", "Measure this machine and keep the result.")
        {
            benchmarks, suite, device, engine, launches, budget, label, seed, libtorch, python, model, format,
        };
        command.SetAction((parse, cancellation) =>
        {
            var chosenSuite = parse.GetValue(suite);
            var own = parse.GetValue(model) is { } file ? UserModel.Read(file, surroundings.Note) : null;
            if (own is { IsHuggingFace: true } && !Catalog.IsOnly(parse.GetValue(benchmarks)!, "serving"))
                throw new UserErrorException("of a folder with safetensors only serving can be measured, with vllm-serve", "run serving --engine vllm-serve --model DIR", ExitCode.Usage);
            var request = new RunRequest
            {
                Settings = new RunSettings
                {
                    Suite = chosenSuite,
                    Benchmarks = [.. parse.GetValue(benchmarks)!],
                    Devices = [.. parse.GetValue(device)!],
                    Engines = [.. parse.GetValue(engine)!],
                    Launches = parse.GetValue(launches) ?? SuiteDefaults.Launches(chosenSuite),
                    Seed = parse.GetValue(seed) ?? RandomNumberGenerator.GetInt32(int.MaxValue),
                    BudgetSeconds = parse.GetValue(budget)?.TotalSeconds,
                },
                Label = parse.GetValue(label),
                Model = own,
                LibtorchFolder = parse.GetValue(libtorch),
                Python = parse.GetValue(python),
                Format = parse.GetValue(format) ?? OutputFormat.Table,
            };
            return RunVerb.ExecuteAsync(request, surroundings, cancellation);
        });
        return command;
    }
}
