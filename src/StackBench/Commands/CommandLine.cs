using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Invocation;
using Spectre.Console;
using StackBench.Core.Text;
using StackBench.Measuring;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>Parses the command line, runs the verb and turns errors into a message on stderr and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, Surroundings surroundings)
    {
        var root = Verbs.CreateRoot(surroundings);
        root.SetAction(async (_, _) =>
        {
            if (TuiCommand.IsPossible(surroundings)) return await TuiCommand.RunAsync(surroundings, isAscii: false);
            surroundings.Note("what shall be done? 'stackbench run' measures this machine; 'stackbench --help' names all verbs");
            return (int)ExitCode.Usage;
        });
        var parse = Parse(root, args);
        ImmutableArray<OptionDefault> defaults = [];
        string? remedy = null;
        // Help and completion are for unfinished command lines too.
        if (parse.Action is ParseErrorAction || parse.Action == parse.CommandResult.Command.Action)
        {
            var mistakes = UsageErrors.Of(parse);
            // A hidden verb is called by programs, with all it needs.
            if (!parse.CommandResult.Command.Hidden && (mistakes.IsEmpty || OptionDefaults.MayMend(parse)))
            {
                (parse, defaults) = WithDefaults(root, args, parse, surroundings);
                if (!defaults.IsEmpty && UsageErrors.Of(parse) is var further && !further.SequenceEqual(mistakes))
                    (mistakes, remedy) = (further, Places(defaults));
            }

            foreach (var mistake in mistakes) Explain(surroundings, new UserErrorException(mistake, remedy));
            if (!mistakes.IsEmpty) return (int)ExitCode.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = surroundings.Out.Profile.Out.Writer,
            Error = surroundings.Error.Profile.Out.Writer,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        // The full screen ends itself on signals: to leave the terminal as it was comes first.
        using var signals = parse.CommandResult.Command is RootCommand or { Name: TuiCommand.Name } ? null : new TerminationSignals(
            surroundings);
        try
        {
            var code = await parse.InvokeAsync(configuration, signals?.Token ?? CancellationToken.None);
            if (surroundings.OutputFailure() is not { } reason) return code;
            // What was measured is kept all the same: the verb ran to its end.
            var lost = Explain(surroundings, new UserErrorException(
                $"the result could not be written to stdout: {reason}", "Give stdout a place with room, a reader that stays, or a file"));
            return code == (int)ExitCode.Ok ? lost : code;
        }
        catch (UserErrorException exception) when (exception.ExitCode == ExitCode.Usage && !defaults.IsEmpty)
        {
            // The user may have typed nothing of it.
            return Explain(surroundings, new UserErrorException(
                exception.Message, exception.Remedy is { } own ? $"{own}; or {Places(defaults)}" : Places(defaults), exception.ExitCode));
        }
        catch (UserErrorException exception)
        {
            return Explain(surroundings, exception);
        }
        catch (StoreException exception)
        {
            var isUsage = exception.Failure is StoreFailure.UnknownRun or StoreFailure.AmbiguousRun;
            return Explain(
                surroundings, new UserErrorException(exception.Message, exception.Remedy, isUsage ? ExitCode.Usage : ExitCode.Failed));
        }
        catch (OperationCanceledException)
        {
            surroundings.Note("interrupted");
            return (int)ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            // The last resort: whatever was not foreseen still ends with a message and the documented exit code.
            return ExplainDefect(surroundings, exception, UsageErrors.Path(parse));
        }
    }

    private static (ParseResult Parse, ImmutableArray<OptionDefault> Defaults) WithDefaults(
        RootCommand root, string[] args, ParseResult parse, Surroundings surroundings)
    {
        var settled = UserConfiguration.Read(surroundings);
        foreach (var mistake in settled.Mistakes.Concat(OptionDefaults.Mistakes(root, settled))) surroundings.Note(mistake);
        var verb = OptionDefaults.Verb(parse);
        var (defaults, contradicting) = OptionDefaults.Fitting(
            each => Parse(root, each), args, verb, OptionDefaults.Of(parse, settled, surroundings.Variable));
        foreach (var one in contradicting)
            surroundings.Note($"{one.Place}: --{one.Option} contradicts what else is settled for '{verb}', and is left out");
        return (defaults.IsEmpty ? parse : Parse(root, OptionDefaults.Insert(args, verb, defaults)), defaults);
    }

    private static string Places(ImmutableArray<OptionDefault> defaults) =>
        $"look at {string.Join(", ", defaults.Select(one => $"{one.Place} (--{one.Option})"))}";

    private static ParseResult Parse(RootCommand root, string[] args) =>
        root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>A defect of this program: a message, and a file to report it with.</summary>
    public static int ExplainDefect(Surroundings surroundings, Exception exception, string verb)
    {
        var file = ErrorReport.Write(exception, verb, surroundings);
        return Explain(surroundings, new UserErrorException(
            $"internal error: {exception.Message} ({exception.GetType().Name})",
            file is null
                ? "What was measured is kept. Please report this."
                : $"What was measured is kept. Please report this with {file}; no value of your environment is in it."));
    }

    private static int Explain(Surroundings surroundings, UserErrorException error)
    {
        surroundings.Error.MarkupLineInterpolated($"[red]error:[/] {SafeText.OneLine(error.Message)}");
        if (error.Remedy is not null) surroundings.Error.MarkupLineInterpolated($"[yellow]what to do:[/] {SafeText.OneLine(error.Remedy)}");
        return (int)error.ExitCode;
    }
}
