using System.CommandLine;
using System.Globalization;
using System.Text;
using StackBench.Commands.Options;
using StackBench.Core.Expectations;
using StackBench.Exchange.Export;
using StackBench.Measuring;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>expect</c>: bounds that runs of this machine must keep, and figures of it for others.</summary>
internal static class ExpectCommand
{
    private const int Runs = 1000;

    public static Command Create(Surroundings surroundings) =>
        new("expect", "Learn what this machine gives, check runs against it, and turn runs into figures for others.")
    {
        Learn(surroundings), Check(surroundings), Add(surroundings),
    };

    private static Command Learn(Surroundings surroundings)
    {
        var output = RunCommand.Output("--output", "-o");
        output.Description = "File to write (stdout).";
        var command = new Command("learn", "Write bounds from the history of this machine, to be edited and given to 'run --expect'.")
        {
            output,
        };
        command.SetAction(parse =>
        {
            using var store = surroundings.OpenStore();
            var mine = MachineObservations.Of(store.Observations(null, null, null, Runs), ThisMachine.Key(surroundings));
            var bounds = LearnedBound.Of(mine);
            if (bounds.IsEmpty)
                throw new UserErrorException(
                    string.Create(CultureInfo.InvariantCulture, $"no result of this machine has values of {LearnedBound.LeastRuns} runs"),
                    "Measure a few times: stackbench run", ExitCode.NothingToRun);
            return Written(surroundings, parse.GetValue(output), writer => BoundsWriter.Write(bounds, writer),
                string.Create(CultureInfo.InvariantCulture, $"{bounds.Length} bounds"));
        });
        return command;
    }

    private static Command Check(Surroundings surroundings)
    {
        var file = new Argument<string>("file") { Description = "Bounds, as 'expect learn' writes them.", HelpName = "FILE" };
        var run = RunArgument.Create(surroundings);
        run.Arity = ArgumentArity.ZeroOrOne;
        run.DefaultValueFactory = _ => "latest";
        var command = new Command("check", "Check a stored run against bounds; exit code 3 where it does not keep them.") { file, run };
        command.SetAction(parse => (int)(UserBounds.Check(
            surroundings.Load(parse.GetRequiredValue(run)), UserBounds.Read(parse.GetRequiredValue(file)), surroundings)
            ? ExitCode.Ok
            : ExitCode.Regression));
        return command;
    }

    private static Command Add(Surroundings surroundings)
    {
        var run = RunArgument.Create(surroundings);
        run.Arity = ArgumentArity.ZeroOrOne;
        run.DefaultValueFactory = _ => "latest";
        var output = RunCommand.Output("--output", "-o");
        output.Description = "File to write (stdout).";
        var command = new Command("add", "Write the figures of a run as rows of the table of published figures, to be contributed.")
        {
            run, output,
        };
        command.SetAction(parse =>
        {
            var stored = surroundings.Load(parse.GetRequiredValue(run));
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            var rows = ExpectationWriter.Write(stored, text);
            if (rows == 0)
                throw new UserErrorException($"the run {stored.Id} has no figure of a GPU that the table has",
                    "Measure one: stackbench run device-memory device-peak tensor-core", ExitCode.NothingToRun);
            return Written(surroundings, parse.GetValue(output), writer => writer.Write(text.ToString()),
                string.Create(CultureInfo.InvariantCulture, $"{rows} rows; check them, and say in 'source' where they are from"));
        });
        return command;
    }

    private static int Written(Surroundings surroundings, string? path, Action<TextWriter> write, string what)
    {
        if (path is null)
        {
            write(surroundings.Out.Profile.Out.Writer);
            return (int)ExitCode.Ok;
        }

        try
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            write(text);
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be written: {exception.Message}");
        }

        surroundings.Note($"written: {path}, {what}");
        return (int)ExitCode.Ok;
    }
}
