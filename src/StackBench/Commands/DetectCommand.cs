using System.CommandLine;
using System.Text;
using StackBench.Commands.Options;
using StackBench.Machine.Reading;
using StackBench.Machine.Vendors;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>detect</c>: what this machine is, or a recorded one.</summary>
internal static class DetectCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var format = FormatOption.Create("Form of the result on stdout (table).", OutputFormat.Table, OutputFormat.Json);
        var root = RootOption.Create();
        var from = new Option<string>("--from")
        {
            Description = "Show the GPUs that another tool told, on whatever machine: the file with its output.",
            HelpName = "FILE",
        };
        var all = new Option<bool>("--all")
        {
            Description = "Show everything: each GPU and interpreter by itself, and unknown details with their reasons.",
        };
        var command = new Command("detect", "Shows what this machine is: processors, memory, system, GPUs, ML software and the "
            + "rates they cannot exceed.") { format, root, from, all };
        command.SetAction(parse => (int)(parse.GetValue(from) is { } file
            ? Import(surroundings, file, parse.GetValue(format) ?? OutputFormat.Table, parse.GetValue(all))
            : Run(surroundings, RootOption.Of(parse, root), parse.GetValue(format) ?? OutputFormat.Table, parse.GetValue(all))));
        return command;
    }

    private static ExitCode Import(Surroundings surroundings, string file, OutputFormat format, bool showAll)
    {
        try
        {
            if (file.Length == 0) throw new UserErrorException("--from names no file", "write --from FILE", ExitCode.Usage);
            var dump = GpuDump.Parse(Encoding.UTF8.GetString(BoundedFile.Read(file)).TrimStart('\uFEFF'));
            foreach (var warning in dump.Warnings) surroundings.Note($"{file}: {warning}");
            if (format == OutputFormat.Json) surroundings.WriteLine(dump.ToJson());
            else
                FactSheet.Write(
                    surroundings.Out, [new FactSheet("Source", [new FactRow("tool", dump.Tool)]), .. GpuSheet.Of(dump.Gpus, showAll)]);
            return ExitCode.Ok;
        }
        catch (FormatException exception)
        {
            throw new UserErrorException(
                $"{file}: {exception.Message}", "give --from a file that one of these tools wrote", ExitCode.Usage);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file} cannot be read: {exception.Message}", exitCode: ExitCode.Usage);
        }
    }

    private static ExitCode Run(Surroundings surroundings, string root, OutputFormat format, bool showAll)
    {
        var document = MachineDocument.Of(MachineReader.Read(root, root == RootOption.ThisMachine ? surroundings.Variable : _ => null));
        if (format == OutputFormat.Json)
            surroundings.WriteLine(document.ToJson());
        else
            FactSheet.Write(surroundings.Out, [.. MachineSheets.Of(document, showAll), .. VariableSheet.Of(surroundings.Variable)]);
        return ExitCode.Ok;
    }
}
