using System.CommandLine;
using StackBench.Core.Results;
using StackBench.Exchange.Import;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>import</c>: run documents and results of other tools into the store; all files or none.</summary>
internal static class ImportCommand
{
    /// <summary>Files that are read and entered together where a bad one may be left out.</summary>
    private const int BatchSize = 64;

    public static Command Create(Surroundings surroundings)
    {
        string[] names = [.. Importers.All.Select(importer => importer.Name)];
        var files = new Argument<string[]>("files")
        {
            Description = "Files, or folders of run documents (a store's logs).",
            Arity = ArgumentArity.OneOrMore,
            HelpName = "FILE",
        };
        var format = new Option<string?>("--format")
        {
            Description = "Source format (default: detected).",
            HelpName = string.Join('|', names),
        };
        format.AcceptOnlyFromAmong(names);
        var label = new Option<string?>("--label", "-l") { Description = "Label for the runs.", HelpName = "TEXT" };
        var machine = new Option<string?>("--machine")
        {
            Description = "Machine the files were measured on, where they do not name it.",
            HelpName = "NAME",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be imported, and enter nothing." };
        var keepGoing = new Option<bool>("--keep-going")
        {
            Description = "Leave out files that cannot be read, and name them; the others are entered in batches. Else all files or none.",
        };
        var command = new Command("import", "Enter run documents or results of other tools into the store.")
        {
            files, format, label, machine, keepGoing, dryRun,
        };
        command.SetAction((parse, cancellation) =>
        {
            var importer = parse.GetValue(format) is { } given ? Importers.Named(given) : null;
            // Files without a date follow each other as they were given.
            var now = surroundings.Time.GetUtcNow();
            now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
            var keepsGoing = parse.GetValue(keepGoing);
            var found = parse.GetRequiredValue(files).SelectMany(Expand).Select((file, index) => (File: file, Index: index)).ToArray();
            ImportedFile Content(string file, int index) => Labelled(
                Read(file, importer, parse.GetValue(machine), now.AddMilliseconds(index), cancellation), parse.GetValue(label));
            if (parse.GetValue(dryRun))
                return Task.FromResult((int)Show(surroundings, found, Content, keepsGoing));
            // All files or none: a bad one is known before the store is opened.
            var whole = keepsGoing ? null : Readable(found, Content, leave: null);
            using var store = surroundings.OpenStore();
            var entry = new ImportEntry(store, surroundings, keepsGoing);
            if (whole is not null) entry.Enter(whole);
            else
                foreach (var batch in found.Chunk(BatchSize)) entry.Enter(Readable(batch, Content, entry.Leave));
            entry.Sum();
            return Task.FromResult((int)(entry.HasLeft ? ExitCode.Partial : ExitCode.Ok));
        });
        return command;
    }

    /// <param name="leave">Gets the message of a file that cannot be read; null where it ends the import.</param>
    private static List<(string File, ImportedFile Content)> Readable(
        IEnumerable<(string File, int Index)> files, Func<string, int, ImportedFile> read, Action<string>? leave)
    {
        var contents = new List<(string, ImportedFile)>();
        foreach (var (file, index) in files)
        {
            try
            {
                contents.Add((file, read(file, index)));
            }
            catch (UserErrorException exception) when (leave is not null)
            {
                leave(exception.Message);
            }
        }

        return contents;
    }

    private static IEnumerable<string> Expand(string path)
    {
        if (path.Length == 0)
            throw new UserErrorException("the name of a file is empty", "Nothing was imported. Name a file: FILE", ExitCode.Usage);
        if (path == "-" && !File.Exists(path))
            throw new UserErrorException(
                "- is no file: import does not read standard input", "Nothing was imported. Name a file, or /dev/stdin", ExitCode.Usage);
        if (!Directory.Exists(path)) return [path];
        string[] found;
        try
        {
            found = [.. Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {exception.Message}", "Nothing was imported.", ExitCode.Usage);
        }

        return found.Length > 0 ? found : throw new UserErrorException($"{path} holds no .json file", exitCode: ExitCode.Usage);
    }

    private static ImportedFile Labelled(ImportedFile file, string? label) =>
        label is null ? file : file with { Runs = [.. file.Runs.Select(run => run with { Label = label })] };

    private static ImportedFile Read(
        string path, IRunImporter? importer, string? machine, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            var bytes = BoundedFile.Read(path, cancellation: cancellation);
            return Importers.Read(new ImportSource(path, bytes, now) { Machine = machine }, importer);
        }
        catch (ImportException exception)
        {
            throw new UserErrorException(
                exception.Message,
                "Nothing was imported. Correct or leave out this file, name its format (--format NAME), or add --keep-going.",
                ExitCode.Usage);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: "
                + $"{(exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message)}",
                "Nothing was imported.", ExitCode.Usage);
        }
    }

    private static ExitCode Show(
        Surroundings surroundings, IEnumerable<(string File, int Index)> found, Func<string, int, ImportedFile> read, bool keepsGoing)
    {
        var hasLeft = false;
        var files = Readable(found, read, keepsGoing
            ? message =>
            {
                hasLeft = true;
                surroundings.Note($"left out: {message}");
            }
        : null);
        foreach (var (file, content) in files)
        {
            foreach (var run in content.Runs)
            {
                surroundings.Note($"{file}: {content.Format}, {MachineSummary.Of(run.Fingerprint)}, {OutcomeCounts.Of(run.Results)}");
                foreach (var result in run.Results) surroundings.WriteLine($"{result.Key}  {ImportEntry.Said(result)}");
            }

            ImportEntry.Leave(surroundings, file, content);
        }

        surroundings.Note("Nothing was imported: --dry-run");
        return hasLeft || files.Any(file => file.Content.Left.Any(left => left.IsRefused)) ? ExitCode.Partial : ExitCode.Ok;
    }
}
