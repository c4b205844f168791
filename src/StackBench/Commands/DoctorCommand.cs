using System.CommandLine;
using StackBench.Commands.Options;
using StackBench.Machine.Doctor;
using StackBench.Machine.Reading;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>doctor</c>: what makes numbers of this machine untrue or slow.</summary>
internal static class DoctorCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var format = FormatOption.Create("Form of the result on stdout (table).", OutputFormat.Table, OutputFormat.Json);
        var root = RootOption.Create();
        var all = new Option<bool>("--all") { Description = "Show checks that passed or could not be done too, each with its reason." };
        var store = new Option<bool>("--store")
        {
            Description = "Look at every stored run instead, and repair the database and the JSON logs from each other.",
        };
        var command = new Command("doctor", "Finds what makes numbers of this machine untrue or slow, and says what to do. Exit code 0: at "
            + "most notes; 4: a problem or a warning.") { root, format, all, store };
        command.Validators.Add(result =>
        {
            foreach (var option in (Option[])[root, format, all])
                if (result.GetValue(store) && result.GetResult(option) is { Implicit: false })
                    result.AddError($"{option.Name} does not go with --store");
        });
        command.SetAction(
            (parse, cancellation) => parse.GetValue(store) ? Task.FromResult((int)StoreCommand.Repair(surroundings)) : RunAsync(
            surroundings, RootOption.Of(parse, root), parse.GetValue(format) ?? OutputFormat.Table, parse.GetValue(all), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Surroundings surroundings, string root, OutputFormat format, bool showAll, CancellationToken cancellation)
    {
        var variable = root == RootOption.ThisMachine ? surroundings.Variable : null;
        var diagnosis = await Checkup.RunAsync(MachineReader.Read(root), root, variable, surroundings.Time, cancellation);
        if (format == OutputFormat.Json) surroundings.WriteLine(diagnosis.ToJson());
        else surroundings.Out.Write(DiagnosisView.Lines(diagnosis, showAll, surroundings.Out.Profile.Width, Glyphs.Of(surroundings.Out)));
        if (format != OutputFormat.Json && root == RootOption.ThisMachine) StoreCommand.WriteSize(surroundings);
        return (int)(diagnosis.HasTrouble ? ExitCode.Partial : ExitCode.Ok);
    }
}
