using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Spectre.Console;
using StackBench.Commands.Options;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Exchange.Export;
using StackBench.Measuring;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>export</c>: one run in a format for other tools, to a file or stdout.</summary>
internal static class ExportCommand
{
    private const string StandardOutput = "-";

    /// <param name="exporters">The formats there are; the first is the one where nothing asks for another.</param>
    public static Command Create(Surroundings surroundings, ImmutableArray<IRunExporter> exporters)
    {
        var name = RunArgument.Create(surroundings);
        string[] names = [.. exporters.Select(exporter => exporter.Name)];
        var format = new Option<string?>("--format")
        {
            Description = "Format of the export (that of the file's extension, else json).",
            HelpName = string.Join('|', names),
        };
        format.AcceptOnlyFromAmong(names);
        var output = new Option<string?>("--output", "-o")
        {
            Description = "File to write (stdout). It is replaced as a whole or not at all.",
            HelpName = "file",
        };
        var anonymous = new Option<bool>("--anonymous")
        {
            Description = "Leave out host, user, paths, serial numbers, UUIDs, label and logs (docs/reports.md).",
        };
        var command =
            new Command("export", "Write a stored run for people, spreadsheets, CI or other tools.") { name, format, output, anonymous };
        command.SetAction(parse =>
        {
            var path = parse.GetValue(output) is StandardOutput ? null : parse.GetValue(output);
            var exporter = parse.GetValue(format) is { } given
                ? exporters.Named(given)!
                : (path is null ? null : exporters.ForFile(path)) ?? exporters[0];
            var run = surroundings.Load(parse.GetRequiredValue(name));
            Write(surroundings, parse.GetValue(anonymous) ? Anonymity.Of(surroundings).Of(run) : run, exporter, path);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Writes a run that was just measured to a file, in the format of its extension. That it cannot be is said.</summary>
    public static bool TryWrite(Surroundings surroundings, Run run, string path)
    {
        try
        {
            Write(surroundings, run, Exporters.All.ForFile(path) ?? Exporters.All[0], path);
            return true;
        }
        catch (UserErrorException exception)
        {
            surroundings.Note($"error: {exception.Message}");
            return false;
        }
    }

    // The message of the framework names the temporary file.
    private static string Reason(Exception exception) => exception switch
    {
        DirectoryNotFoundException => "there is no such folder",
        UnauthorizedAccessException => "it may not be written",
        _ => exception.Message,
    };

    private static void Write(Surroundings surroundings, Run run, IRunExporter exporter, string? path)
    {
        if (path is null)
        {
            exporter.Write(run, surroundings.Out.Profile.Out.Writer);
            return;
        }

        using var text = new StringWriter();
        exporter.Write(run, text);
        try
        {
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"cannot write {path}: {Reason(exception)}", "Choose a file in a folder that exists and may be written: --output FILE");
        }

        surroundings.Error.MarkupLineInterpolated($"Wrote {SafeText.OneLine(path)} ({exporter.Name}).");
    }
}
