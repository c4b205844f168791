using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using StackBench.Core.Comparison;
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
    /// <summary>Parts left out that are named of one file.</summary>
    private const int MostNamed = 10;

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
        var command = new Command("import", "Enter run documents or results of other tools into the store.")
        {
            files, format, label, machine, dryRun,
        };
        command.SetAction((parse, cancellation) =>
        {
            var importer = parse.GetValue(format) is { } given ? Importers.Named(given) : null;
            // Files without a date follow each other as they were given.
            var now = surroundings.Time.GetUtcNow();
            now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
            ImmutableArray<(string File, ImportedFile Content)> read =
            [
                .. parse.GetRequiredValue(files).SelectMany(Expand).Select((file, index) =>
                    (file, Labelled(
                        Read(file, importer, parse.GetValue(machine), now.AddMilliseconds(index), cancellation), parse.GetValue(label)))),
            ];
            if (parse.GetValue(dryRun)) Show(surroundings, read);
            else
            {
                using var store = surroundings.OpenStore();
                Enter(surroundings, store, read);
            }

            return Task.FromResult((int)(read.Any(file => file.Content.Left.Any(left => left.IsRefused)) ? ExitCode.Partial : ExitCode.Ok));
        });
        return command;
    }

    private static IEnumerable<string> Expand(string path)
    {
        if (path.Length == 0)
            throw new UserErrorException("the name of a file is empty", "Nothing was imported. Name a file: FILE", ExitCode.Usage);
        if (path == "-" && !File.Exists(path))
            throw new UserErrorException(
                "- is no file: import does not read standard input", "Nothing was imported. Name a file, or /dev/stdin", ExitCode.Usage);
        if (!Directory.Exists(path)) return [path];
        string[] found = [.. Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal)];
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
                exception.Message, "Nothing was imported. Correct or leave out this file, or name its format: --format NAME",
                ExitCode.Usage);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: "
                + $"{(exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message)}",
                "Nothing was imported.", ExitCode.Usage);
        }
    }

    private static void Show(Surroundings surroundings, ImmutableArray<(string File, ImportedFile Content)> files)
    {
        foreach (var (file, content) in files)
        {
            foreach (var run in content.Runs)
            {
                surroundings.Note($"{file}: {content.Format}, {MachineSummary.Of(run.Fingerprint)}, {OutcomeCounts.Of(run.Results)}");
                foreach (var result in run.Results) surroundings.WriteLine($"{result.Key}  {Said(result)}");
            }

            Leave(surroundings, file, content);
        }

        surroundings.Note("Nothing was imported: --dry-run");
    }

    private static string Said(BenchmarkResult result) => result.Outcome switch
    {
        Ok => $"{result.Headline!.Quantity}{(result.Launches.Length > 1 ? $" ({result.Launches.Length} launches)" : "")}",
        Skipped skipped => $"skipped: {skipped.Reason}",
        Failed failed => $"failed: {failed.Reason}",
        _ => "implausible",
    };

    private static void Leave(Surroundings surroundings, string file, ImportedFile content)
    {
        foreach (var left in content.Left.Take(MostNamed)) surroundings.Note($"{file}: left out {left.What}: {left.Why}");
        if (content.Left.Length > MostNamed)
            surroundings.Note(string.Create(CultureInfo.InvariantCulture, $"{file}: left out {content.Left.Length - MostNamed} more"));
    }

    /// <summary>What is there already in the same words is left; what contradicts it is refused before anything is entered.</summary>
    private static void Enter(Surroundings surroundings, RunStore store, ImmutableArray<(string File, ImportedFile Content)> files)
    {
        var known = store.List().Select(run => run.Id).ToHashSet(StringComparer.Ordinal);
        var sources = store.ImportedSources();
        var wanted = new Dictionary<string, Run>(StringComparer.Ordinal);
        var (notes, replaced) = (new List<string>(), new List<string>());
        foreach (var (file, content) in files)
            foreach (var run in content.Runs)
            {
                var ended = run.Status == RunStatus.Running ? run with { Status = RunStatus.Interrupted } : run;
                var from = ImportedRuns.SourceOf(run.Fingerprint);
                if (from is not null && sources.TryGetValue(from, out var same))
                {
                    notes.Add($"{file}: the run {same} is in the store already");
                    continue;
                }

                // Of a file of another tool the digits of the id are free to choose.
                if (content.Format != Importers.OwnFormat)
                    while (wanted.ContainsKey(ended.Id) || known.Contains(ended.Id)) ended = ended with { Id = RunId.Next(ended.Id) };
                if ((wanted.TryGetValue(ended.Id, out var other) ? other : known.Contains(ended.Id) ? store.Load(ended.Id) : null)
                    is { } there)
                {
                    // What a full disk kept out, from the file it was saved to.
                    if (!wanted.ContainsKey(ended.Id) && IsPart(there, ended))
                    {
                        wanted.Add(ended.Id, ended);
                        replaced.Add(ended.Id);
                        notes.Add($"{file}: completes the run {ended.Id}, {OutcomeCounts.Of(run.Results)}");
                        continue;
                    }

                    if (!Content(there).AsSpan().SequenceEqual(Content(ended)))
                        throw new UserErrorException(
                            $"{file}: another run has the id {ended.Id}", "Nothing was imported. Leave this file out.", ExitCode.Usage);
                    notes.Add($"{file}: the run {ended.Id} is in the store already");
                    continue;
                }

                wanted.Add(ended.Id, ended);
                if (from is not null) sources[from] = ended.Id;
                notes.Add($"{file}: imported as {ended.Id} ({content.Format}), {MachineSummary.Of(run.Fingerprint)}, "
                    + $"{OutcomeCounts.Of(run.Results)}");
            }

        if (wanted.Count > 0) store.Import(wanted.Values, replaced);
        foreach (var note in notes) surroundings.Note(note);
        foreach (var (file, content) in files)
        {
            foreach (var result in content.Runs.SelectMany(run => run.Results).Where(result => result.Outcome is Failed).Take(MostNamed))
                surroundings.Note($"{file}: {result.Key} {Said(result)}");
            Leave(surroundings, file, content);
        }

        var count = files.Sum(file => file.Content.Runs.Length);
        surroundings.Note(
            string.Create(CultureInfo.InvariantCulture, $"{wanted.Count} of {count} {(count == 1 ? "run" : "runs")} imported"));
    }

    private static bool IsPart(Run there, Run whole) =>
        there.Status == RunStatus.Interrupted && there.StartedAt == whole.StartedAt && there.Tool == whole.Tool
        && (there.Results.Length < whole.Results.Length || whole.Status == RunStatus.Complete)
        && !there.Results.Select(result => result.Key).Except(whole.Results.Select(result => result.Key)).Any();

    // A file is the same under another name.
    private static byte[] Content(Run run) => RunDocument.Write(run with
    {
        Label = null,
        Fingerprint = run.Fingerprint.With([new FingerprintFact("import.file", null, FactRole.Noise)]),
    });
}
