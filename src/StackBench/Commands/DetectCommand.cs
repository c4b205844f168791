using System.CommandLine;
using StackBench.Machine;
using StackBench.Machine.Import;
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
        var from = new Option<string>("--from") { Description = "Show the GPUs that another tool told, on whatever machine: the file with its output", HelpName = "file" };
        var all = new Option<bool>("--all") { Description = "Show unknown details too, each with its reason" };
        var command = new Command("detect", "Show what this machine is: processors, memory, system, GPUs and the rates they cannot exceed") { format, root, from, all };
        command.SetAction(parse => (int)(parse.GetValue(from) is { } file
            ? Import(surroundings, file, parse.GetValue(format)!, parse.GetValue(all))
            : Run(surroundings, parse.GetValue(root)!, parse.GetValue(format)!, parse.GetValue(all))));
        return command;
    }

    private static ExitCode Import(Surroundings surroundings, string file, string format, bool showAll)
    {
        try
        {
            var dump = GpuDump.Parse(File.ReadAllText(file));
            if (format == "json") surroundings.Out.Profile.Out.Writer.WriteLine(dump.ToJson());
            else FactSheet.Write(surroundings.Out, [new FactSheet("Source", [new FactRow("tool", dump.Tool)]), .. dump.Gpus.Select(gpu => GpuSheet.Of(gpu, showAll))]);
            return ExitCode.Ok;
        }
        catch (FormatException exception)
        {
            throw new UserErrorException($"{file}: {exception.Message}", "give --from a file that one of these tools wrote", ExitCode.Usage);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file} cannot be read: {exception.Message}", exitCode: ExitCode.Usage);
        }
    }

    private static ExitCode Run(Surroundings surroundings, string root, string format, bool showAll)
    {
        if (!Directory.Exists(root)) throw new UserErrorException($"there is no folder '{root}'", "give --root a folder that holds proc and sys", ExitCode.Usage);
        var document = MachineDocument.Of(MachineReader.Read(root));
        if (format == "json")
            surroundings.Out.Profile.Out.Writer.WriteLine(document.ToJson());
        else
            FactSheet.Write(surroundings.Out, [.. MachineSheets.Of(document, showAll), .. VariableSheet.Of(surroundings.Variable)]);
        return ExitCode.Ok;
    }
}
