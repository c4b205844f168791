using System.Globalization;
using StackBench.Core.Comparison;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Exchange.Import;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>Enters what files hold into the store, a batch in one transaction, and says what became of each.</summary>
/// <param name="keepsGoing">Whether a run that contradicts the store is left out; else it ends the import before anything is
/// entered.</param>
internal sealed class ImportEntry(RunStore store, Surroundings surroundings, bool keepsGoing)
{
    /// <summary>Parts left out that are named of one file.</summary>
    private const int MostNamed = 10;

    private readonly HashSet<string> _known = store.List().Select(run => run.Id).ToHashSet(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sources = new(store.ImportedSources(), StringComparer.Ordinal);
    private int _entered, _seen;

    /// <summary>Whether anything was left out that should have been entered.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>What is there already in the same words is left; what contradicts it is refused before anything is entered.</summary>
    /// <exception cref="UserErrorException">Another run has the id of one of these.</exception>
    public void Enter(IReadOnlyList<(string File, ImportedFile Content)> files)
    {
        var wanted = new Dictionary<string, Run>(StringComparer.Ordinal);
        var (notes, replaced) = (new List<string>(), new List<string>());
        foreach (var (file, content) in files)
            foreach (var run in content.Runs)
                notes.Add($"{file}: {Place(file, content, run, wanted, replaced)}");

        if (wanted.Count > 0) store.Import(wanted.Values, replaced);
        _known.UnionWith(wanted.Keys);
        foreach (var note in notes) surroundings.Note(note);
        foreach (var (file, content) in files)
        {
            foreach (var result in content.Runs.SelectMany(run => run.Results).Where(result => result.Outcome is Failed).Take(MostNamed))
                surroundings.Note($"{file}: {result.Key} {Said(result)}");
            Leave(surroundings, file, content);
            HasLeft |= content.Left.Any(left => left.IsRefused);
        }

        _entered += wanted.Count;
        _seen += files.Sum(file => file.Content.Runs.Length);
    }

    /// <summary>Names a file that cannot be read and was left out.</summary>
    public void Leave(string message)
    {
        HasLeft = true;
        surroundings.Note($"left out: {message}");
    }

    public void Sum() => surroundings.Note(
        string.Create(CultureInfo.InvariantCulture, $"{_entered} of {_seen} {(_seen == 1 ? "run" : "runs")} imported"));

    public static void Leave(Surroundings surroundings, string file, ImportedFile content)
    {
        foreach (var left in content.Left.Take(MostNamed)) surroundings.Note($"{file}: left out {left.What}: {left.Why}");
        if (content.Left.Length > MostNamed)
            surroundings.Note(string.Create(CultureInfo.InvariantCulture, $"{file}: left out {content.Left.Length - MostNamed} more"));
    }

    public static string Said(BenchmarkResult result) => result.Outcome switch
    {
        Ok => $"{result.Headline!.Quantity}{(result.Launches.Length > 1 ? $" ({result.Launches.Length} launches)" : "")}",
        Skipped skipped => $"skipped: {skipped.Reason}",
        Failed failed => $"failed: {failed.Reason}",
        _ => "implausible",
    };

    /// <returns>What becomes of the run.</returns>
    private string Place(string file, ImportedFile content, Run run, Dictionary<string, Run> wanted, List<string> replaced)
    {
        var ended = run.Status == RunStatus.Running ? run with { Status = RunStatus.Interrupted } : run;
        var from = ImportedRuns.SourceOf(run.Fingerprint);
        if (from is not null && _sources.TryGetValue(from, out var same)) return $"the run {same} is in the store already";
        // Of a file of another tool the digits of the id are free to choose.
        if (content.Format != Importers.OwnFormat)
            while (wanted.ContainsKey(ended.Id) || _known.Contains(ended.Id)) ended = ended with { Id = RunId.Next(ended.Id) };
        if ((wanted.TryGetValue(ended.Id, out var other) ? other : _known.Contains(ended.Id) ? store.Load(ended.Id) : null) is { } there)
        {
            // What a full disk kept out, from the file it was saved to.
            if (!wanted.ContainsKey(ended.Id) && IsPart(there, ended))
            {
                wanted.Add(ended.Id, ended);
                replaced.Add(ended.Id);
                return $"completes the run {ended.Id}, {OutcomeCounts.Of(run.Results)}";
            }

            if (Content(there).AsSpan().SequenceEqual(Content(ended))) return $"the run {ended.Id} is in the store already";
            HasLeft = true;
            return keepsGoing
                ? $"left out: another run has the id {ended.Id}"
                : throw new UserErrorException(
                    $"{file}: another run has the id {ended.Id}", "Nothing was imported. Leave this file out, or add --keep-going.",
                    ExitCode.Usage);
        }

        wanted.Add(ended.Id, ended);
        if (from is not null) _sources[from] = ended.Id;
        return $"imported as {ended.Id} ({content.Format}), {MachineSummary.Of(run.Fingerprint)}, {OutcomeCounts.Of(run.Results)}";
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
