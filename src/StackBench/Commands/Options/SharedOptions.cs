using System.CommandLine;
using System.CommandLine.Parsing;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Workloads;

namespace StackBench.Commands.Options;

/// <summary>Options and arguments that several verbs take, spelled once.</summary>
internal static class SharedOptions
{
    public static Argument<string[]> Benchmarks()
    {
        var argument = new Argument<string[]>("benchmark")
        {
            Description = "Benchmarks or groups (pre, component, all); none means everything that can run. See 'stackbench list'.",
            Arity = ArgumentArity.ZeroOrMore,
            HelpName = "benchmark",
        };
        argument.CompletionSources.Add(_ => Catalog.Groups.Concat(Catalog.BenchmarkNames)
            .Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        argument.Validators.Add(RejectUnknown);
        return argument;
    }

    public static Option<string?> Libtorch() => new("--libtorch")
    {
        Description = "Your own torch/lib folder, in place of the libtorch that comes along.",
        HelpName = "DIR",
    };

    public static Option<string?> Onnxruntime() => new("--onnxruntime")
    {
        Description = "Folder of your own libonnxruntime.so, in place of the ONNX Runtime that comes along.",
        HelpName = "DIR",
    };

    public static Option<string?> Python(string name = "--python", string whose = "") => new(name)
    {
        Description =
            $"Python interpreter{whose} whose PyTorch and other libraries are measured: a program, or the folder of a venv. Default: "
                + $"config.toml, the active environment, PATH.",
        HelpName = "PATH",
    };

    public static Option<string?> Node(string description)
    {
        var option = new Option<string?>("--node") { Description = description, HelpName = "NAME" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && !NodeName.IsValid(only.Value))
                result.AddError($"'{OptionParsers.Shown(only.Value)}' is no name of a node; it takes letters, digits, '.', '-' and '_'");
        });
        return option;
    }

    public static void RejectUnknown(SymbolResult result)
    {
        foreach (var token in result.Tokens.Where(token => !Catalog.IsKnown(token.Value)))
            result.AddError($"there is no benchmark '{OptionParsers.Shown(token.Value)}'"
                + (Spelling.Nearest(token.Value, Catalog.Groups.Concat(Catalog.BenchmarkNames)) is { } near ? $"; did you mean {near}?"
                    : "; 'stackbench list' names them all"));
    }
}
