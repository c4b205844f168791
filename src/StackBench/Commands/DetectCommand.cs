using System.CommandLine;
using System.Globalization;
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
            Description = "Read GPUs from another tool's saved output instead of this machine.",
            HelpName = "FILE",
        };
        var save = new Option<string>("--save")
        {
            Description = "Save the files that were read, without names and serial numbers, for --root elsewhere.",
            HelpName = "DIR",
        };
        var python = new Option<string>("--python")
        {
            Description = "Python interpreter whose packages to show first (default: the active one).",
            HelpName = "PATH",
        };
        var all = new Option<bool>("--all")
        {
            Description = "Show everything: each GPU and interpreter by itself, and unknown details with their reasons.",
        };
        var command = new Command("detect", "Shows what this machine is: processors, memory, system, GPUs, ML software and the "
            + "rates they cannot exceed.") { format, root, from, save, python, all };
        command.SetAction(parse =>
        {
            var form = parse.GetValue(format) ?? OutputFormat.Table;
            if (parse.GetValue(from) is { } file) return (int)Import(surroundings, file, form, parse.GetValue(all));
            var folder = RootOption.Of(parse, root);
            return (int)(parse.GetValue(save) is { } target
                ? Save(surroundings, folder, target)
                : Run(surroundings, folder, form, parse.GetValue(all), parse.GetValue(python)));
        });
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

    private static ExitCode Save(Surroundings surroundings, string root, string folder)
    {
        try
        {
            if (folder.Length == 0) throw new UserErrorException("--save names no folder", "write --save DIR", ExitCode.Usage);
            var saved = MachineSaver.Save(root, Path.GetFullPath(folder));
            File.WriteAllText(Path.Combine(folder, MachineSaver.FactsFile), MachineDocument.Of(saved.Facts).ToJson() + "\n");
            surroundings.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"Saved {saved.Files} files ({saved.Bytes} bytes) in {folder}. ")
                + $"Look through them, then read them with 'stackbench detect --root {folder}'.");
            foreach (var line in saved.Differences) surroundings.Note($"the saved machine does not tell: {line}");
            return ExitCode.Ok;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot save the machine in {folder}: {exception.Message}",
                "give --save a folder that does not exist yet", ExitCode.Usage);
        }
    }

    private static ExitCode Run(Surroundings surroundings, string root, OutputFormat format, bool showAll, string? python)
    {
        Func<string, string?> variable = root == RootOption.ThisMachine ? surroundings.Variable : _ => null;
        var facts = MachineReader.Read(root, variable);
        if (python is not null)
        {
            var path = root == RootOption.ThisMachine ? PythonSetup.Interpreter(python, surroundings) : python;
            facts = facts with { Software = MeasuredSoftware.Of(facts.Software, path, variable, root) };
        }

        var document = MachineDocument.Of(facts);
        if (format == OutputFormat.Json)
            surroundings.WriteLine(document.ToJson());
        else
            FactSheet.Write(surroundings.Out, [.. MachineSheets.Of(document, showAll), .. VariableSheet.Of(surroundings.Variable)]);
        return ExitCode.Ok;
    }
}
