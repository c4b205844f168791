using System.CommandLine;
using StackBench.Core.Text;

namespace StackBench.Commands;

/// <summary><c>help VERB</c>: what <c>VERB --help</c> says, for whoever types it that way round.</summary>
internal static class HelpCommand
{
    public static Command Create(RootCommand root)
    {
        var verb = new Argument<string[]>("verb")
        {
            Description = "The verb, with its own verb where it has one: 'history delete'. None for all of them.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        verb.CompletionSources.Add(_ => root.Subcommands.Where(each => !each.Hidden)
            .Select(each => new System.CommandLine.Completions.CompletionItem(each.Name)));
        var command = new Command("help", "Show the help of a verb.") { verb };
        command.SetAction((parse, cancellation) =>
        {
            var path = parse.GetValue(verb)!;
            if (OptionDefaults.CommandOf(root, path) is null)
                throw new UserErrorException(
                    $"there is no verb '{SafeText.OneLine(string.Join(' ', path))}'", "'stackbench --help' names them all",
                    ExitCode.Usage);
            return root.Parse([.. path, "--help"]).InvokeAsync(parse.InvocationConfiguration, cancellation);
        });
        return command;
    }
}
