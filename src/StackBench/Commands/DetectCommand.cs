using System.CommandLine;
using StackBench.Machine;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>detect</c>: what this machine is, or a recorded one.</summary>
internal static class DetectCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var format = new Option<string>("--format") { Description = "Form of the result", HelpName = "table|json", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var root = new Option<string>("--root") { Description = "Read a recorded tree instead of this machine: a folder that holds proc and sys", HelpName = "dir", DefaultValueFactory = _ => "/" };
        var command = new Command("detect", "Show what this machine is: processors, memory, system, GPUs and the rates they cannot exceed") { format, root };
        command.SetAction(parse => (int)Run(surroundings, parse.GetValue(root)!, parse.GetValue(format)!));
        return command;
    }

    private static ExitCode Run(Surroundings surroundings, string root, string format)
    {
        if (!Directory.Exists(root)) throw new UserErrorException($"there is no folder '{root}'", "give --root a folder that holds proc and sys", ExitCode.Usage);
        var document = MachineDocument.Of(MachineReader.Read(root));
        if (format == "json")
            surroundings.Out.Profile.Out.Writer.WriteLine(document.ToJson());
        else
            FactSheet.Write(surroundings.Out, MachineSheets.Of(document));
        return ExitCode.Ok;
    }
}
