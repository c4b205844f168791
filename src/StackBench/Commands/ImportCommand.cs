using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Exchange.Import;
using StackBench.Measuring;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>import</c>: run documents and results of other tools into the store; all files or none.</summary>
internal static class ImportCommand
{
    private const long LargestFile = 256L << 20;

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
            Description = "What wrote them (seen from their content).",
            HelpName = string.Join('|', names),
        };
        format.AcceptOnlyFromAmong(names);
        var label = new Option<string?>("--label", "-l") { Description = "Name to find the runs by.", HelpName = "TEXT" };
        var command = new Command("import", "Enter run documents or results of other tools into the store.") { files, format, label };
        command.SetAction(parse =>
        {
            var importer = parse.GetValue(format) is { } given ? Importers.Named(given) : null;
            ImmutableArray<(string File, Run Run)> runs =
                [.. parse.GetRequiredValue(files).SelectMany(Expand).Select(file => (file, Read(file, importer, parse.GetValue(label))))];
            using var store = surroundings.OpenStore();
            Enter(surroundings, store, runs);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static IEnumerable<string> Expand(string path)
    {
        if (!Directory.Exists(path)) return [path];
        string[] found = [.. Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found : throw new UserErrorException($"{path} holds no .json file", exitCode: ExitCode.Usage);
    }

    private static Run Read(string path, IRunImporter? importer, string? label)
    {
        try
        {
            if (new FileInfo(path).Length > LargestFile) throw new ImportException(path, null, "is larger than 256 MiB");
            var run = Importers.Read(new ImportSource(
                path, File.ReadAllBytes(path), new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero)), importer);
            return label is null ? run : run with { Label = label };
        }
        catch (ImportException exception)
        {
            throw new UserErrorException(
                exception.Message, "Nothing was imported. Mend or leave out this file, or name its format: --format NAME", ExitCode.Usage);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: "
                + $"{(exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message)}",
                "Nothing was imported.", ExitCode.Usage);
        }
    }

    /// <summary>What is there already in the same words is left; what contradicts it is refused before anything is entered.</summary>
    private static void Enter(Surroundings surroundings, RunStore store, ImmutableArray<(string File, Run Run)> runs)
    {
        var known = store.List().Select(run => run.Id).ToHashSet(StringComparer.Ordinal);
        var seen = new Dictionary<string, Run>(StringComparer.Ordinal);
        var wanted = new List<(string File, Run Run)>();
        foreach (var (file, run) in runs)
        {
            var ended = run.Status == RunStatus.Running ? run with { Status = RunStatus.Interrupted } : run;
            if ((seen.TryGetValue(run.Id, out var other) ? other : known.Contains(run.Id) ? store.Load(run.Id) : null) is { } there)
            {
                if (!RunDocument.Write(there with { Label = null }).AsSpan().SequenceEqual(RunDocument.Write(ended with { Label = null })))
                    throw new UserErrorException(
                        $"{file}: another run has the id {run.Id}", "Nothing was imported. Leave this file out.", ExitCode.Usage);
                surroundings.Note($"{file}: the run {run.Id} is in the store already");
                continue;
            }

            seen.Add(run.Id, ended);
            wanted.Add((file, ended));
        }

        foreach (var (file, run) in wanted)
        {
            store.Import(run);
            surroundings.Note($"{file}: imported as {run.Id}, {OutcomeCounts.Of(run.Results)}");
        }

        surroundings.Note(
            string.Create(CultureInfo.InvariantCulture, $"{wanted.Count} of {runs.Length} {(runs.Length == 1 ? "run" : "runs")} imported"));
    }
}
