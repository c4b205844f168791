using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using StackBench.Measuring;

namespace StackBench.Commands.Options;

/// <summary>
/// The options that say in what one side of an <c>ab</c> differs: <c>--a-env</c>, <c>--a-python</c>,
/// <c>--a-libtorch</c>, <c>--a-worker</c>.
/// </summary>
internal sealed class SideOptions
{
    private readonly Option<string[]> _environment;
    private readonly Option<string?> _libtorch;
    private readonly Option<string?> _python;
    private readonly Option<string?> _worker;

    /// <param name="letter"><c>a</c> or <c>b</c>.</param>
    public SideOptions(string letter)
    {
        var side = letter.ToUpperInvariant();
        _environment = new($"--{letter}-env")
        {
            Description = $"Environment variable of the engines of side {side}. Repeatable.",
            HelpName = "NAME=VALUE",
            DefaultValueFactory = _ => [],
        };
        _libtorch = new($"--{letter}-libtorch") { Description = $"torch/lib folder of side {side}.", HelpName = "DIR" };
        _python = SharedOptions.Python($"--{letter}-python", $" of side {side}");
        _worker = new($"--{letter}-worker")
        {
            Description = $"Worker program of side {side} with arguments; it gets the engine's name as its last argument.",
            HelpName = "COMMAND",
        };
        _environment.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (token.Value.IndexOf('=', StringComparison.Ordinal) < 1)
                    result.AddError($"'{token.Value}' is no variable; write --{letter}-env NAME=VALUE");
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_environment);
        command.Add(_python);
        command.Add(_libtorch);
        command.Add(_worker);
    }

    /// <exception cref="UserErrorException">A folder does not exist, or the worker is missing.</exception>
    public SideRequest Read(ParseResult parse) => new()
    {
        Environment =
            parse.GetValue(_environment)!.Select(text => text.Split('=', 2)).GroupBy(pair => pair[0])
                .ToImmutableDictionary(group => group.Key, group => group.Last()[1], StringComparer.Ordinal),
        Python = parse.GetValue(_python),
        LibtorchFolder = parse.GetValue(_libtorch),
        Worker = parse.GetValue(_worker) is { } command ? [.. CommandLineParser.SplitCommandLine(command)] : [],
    };
}
