using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Store;

namespace StackBench.Measuring;

/// <summary>Finds the runs that a text on the command line names: of the store, a file, or a baseline.</summary>
/// <param name="note">Takes what the user should know about the choice.</param>
internal sealed class RunSource(RunStore store, Action<string> note)
{
    /// <summary>Names the baseline that was set; <c>baseline:NAME</c> one of another name.</summary>
    public const string BaselineWord = "baseline";

    /// <summary>Whether a text names a kept baseline, and no run: <c>baseline</c> or <c>baseline:NAME</c>.</summary>
    public static bool NamesBaseline(string text) =>
        text == BaselineWord || text.StartsWith(BaselineWord + ":", StringComparison.Ordinal);

    /// <summary>More runs hardly sharpen a verdict, and an old one may be of another time.</summary>
    private const int MostBaselineRuns = 20;

    /// <summary>How far back a rolling baseline looks for runs of the same machine.</summary>
    private const int Horizon = 200;

    /// <summary>Baseline runs that say enough of their own scatter.</summary>
    private const int AmpleBaselineRuns = 5;

    /// <summary>How far back the machine's history is looked through.</summary>
    private const int HistoryHorizon = 60;

    /// <summary>One run: <c>latest</c>, an id or its begin, a label (its newest run), or a file.</summary>
    /// <exception cref="StoreException">None or several are named, or the store cannot be read.</exception>
    /// <exception cref="UserErrorException">The file cannot be read, or is no run document.</exception>
    public Run One(string text) => File.Exists(text) ? ReadFile(text) : store.Load(store.Find(text).Id);

    /// <summary>All runs that are named, in that order, each once: names as <see cref="One"/> takes them, also joined by commas.</summary>
    /// <exception cref="StoreException">None or several are named by one of them, or the store cannot be read.</exception>
    /// <exception cref="UserErrorException">A file cannot be read, or is no run document.</exception>
    public ImmutableArray<Run> Each(IEnumerable<string> texts) => [.. texts.SelectMany(Names).Select(One).DistinctBy(run => run.Id)];

    /// <summary>The runs that are judged together: names as <see cref="One"/> takes them, or several joined by commas.</summary>
    /// <returns>First the run with the most results, which names what is compared; of equals the newest first.</returns>
    /// <exception cref="StoreException">None or several are named by one of them, or the store cannot be read.</exception>
    /// <exception cref="UserErrorException">A file cannot be read, or is no run document.</exception>
    public ImmutableArray<Run> Candidates(IEnumerable<string> texts) =>
    [
        .. Each(texts)
            .OrderByDescending(run => run.Results.Count(result => result.Outcome is Ok)).ThenByDescending(run => run.StartedAt),
    ];

    /// <summary>The runs a candidate is held against, newest first; never the candidate itself.</summary>
    /// <param name="text"><c>baseline</c>, <c>baseline:NAME</c>, a folder of run documents, or whatever <see cref="One"/>
    /// takes, also several joined by commas; a label stands for all its runs.</param>
    /// <exception cref="StoreException">None or several are named, or the store cannot be read.</exception>
    /// <exception cref="UserErrorException">There is no such baseline, it is empty, or the file cannot be used.</exception>
    public ImmutableArray<Run> Baseline(string text, Run candidate) => Baseline(text, [candidate]);

    /// <inheritdoc cref="Baseline(string, Run)"/>
    /// <param name="candidates">The baseline is that of the first; none of them is in it.</param>
    public ImmutableArray<Run> Baseline(string text, ImmutableArray<Run> candidates)
    {
        var candidate = candidates[0];
        bool IsOther(string id) => candidates.All(run => run.Id != id);
        if (NamesBaseline(text))
        {
            var name = text.Length > BaselineWord.Length ? text[(BaselineWord.Length + 1)..] : Store.Baseline.DefaultName;
            return Named(name, candidate, IsOther);
        }

        if (File.Exists(text)) return [ReadFile(text)];
        if (Directory.Exists(text)) return Folder(text, candidate);
        var labelled = store.List(Horizon, label: text);
        ImmutableArray<Run> others = labelled.IsEmpty
            ? [.. Names(text).Select(One).Where(run => IsOther(run.Id)).DistinctBy(run => run.Id)]
            : [.. store.LoadReadable(labelled.Select(run => run.Id).Where(IsOther))];
        Others(others, $"'{text}' names only the run that shall be compared", "Name another run as the baseline.");
        // A single run that was named counts as it is, interrupted or not.
        if (labelled.IsEmpty && others.Length == 1) return others;
        var named = labelled.IsEmpty ? $"of '{text}'" : $"labelled '{text}'";
        var alike = Choose(others, $"runs {named}");
        return Others(alike, $"no run {named} is complete", "Name a run by its id, or measure again.");
    }

    /// <summary>How runs of this store are compared: with the machine's noise floors and its history.</summary>
    /// <param name="thresholds">What the user gave, by metric; null for none.</param>
    public ComparisonOptions Options(
        ImmutableArray<Run> baseline, ImmutableArray<Run> candidates, ImmutableDictionary<string, double>? thresholds = null) => new(
            MachineThresholds.Of(
                thresholds ?? ImmutableDictionary<string, double>.Empty, store.NoiseFloors(NodeKey.Of(candidates[0].Fingerprint))))
        {
            History = History(baseline, candidates),
        };

    /// <summary>
    /// The machine's own quiet runs before the candidates, newest first: what its runs scatter by where few runs are compared. Empty
    /// where the baseline itself tells that.
    /// </summary>
    private ImmutableArray<Run> History(ImmutableArray<Run> baseline, ImmutableArray<Run> candidates)
    {
        if (baseline.Length >= AmpleBaselineRuns) return [];
        var machine = NodeKey.Of(candidates[0].Fingerprint);
        var compared = baseline.Concat(candidates).Select(run => run.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. store.LoadReadable(OfNode(candidates[0], HistoryHorizon).Where(run => !compared.Contains(run.Id)
                && run.StartedAt < candidates[0].StartedAt && run is { Status: RunStatus.Complete, Purpose: RunPurpose.Measure })
                .Select(run => run.Id))
                .Where(run => NodeKey.Of(run.Fingerprint) == machine && !RunContention.Of(run).IsContended)
                .Take(MostBaselineRuns),
        ];
    }

    // Among thousands of nodes the newest runs are those of others.
    private ImmutableArray<RunSummary> OfNode(Run run, int limit) =>
        NodeName.Of(run.Fingerprint) is { } node ? store.ListOfNode(node, limit) : store.List(limit);

    private ImmutableArray<Run> Named(string name, Run candidate, Func<string, bool> isOther)
    {
        var machine = NodeKey.Of(candidate.Fingerprint);
        var baseline = store.FindBaseline(name, machine)
            ?? throw new UserErrorException(
                $"there is no baseline '{name}' for this machine",
                "Set one: stackbench baseline set latest. Or name a run: stackbench compare RUN latest",
                ExitCode.Usage);
        if (baseline.Rolling is not { } count)
            return Others(
                Choose([.. store.LoadReadable(baseline.RunIds.Where(isOther))], $"runs of the baseline '{name}'"),
                $"the baseline '{name}' is the run that shall be compared",
                "Measure again, then compare: stackbench run");
        var earlier = OfNode(candidate, Horizon).Where(run => isOther(run.Id) && run.StartedAt <= candidate.StartedAt
            && run is { Status: RunStatus.Complete, Purpose: RunPurpose.Measure });
        return Others(
            BaselineRuns.Choose(
                store.LoadReadable(earlier.Select(run => run.Id)).Where(run => NodeKey.Of(run.Fingerprint) == machine), count).Runs,
            $"the rolling baseline '{name}' has no run before {candidate.Id} on this machine",
            "Measure again, then compare: stackbench run");
    }

    private ImmutableArray<Run> Folder(string path, Run candidate)
    {
        ImmutableArray<Run> others = [.. Directory.EnumerateFiles(path, "*.json").Select(ReadFile).Where(run => run.Id != candidate.Id)];
        Others(others, $"the folder {path} holds no run document", "Put some there: stackbench export ID --output FOLDER/ID.json");
        var alike = Choose(others, $"runs in {path}");
        return Others(alike, $"no run in {path} is complete", "Export complete runs: stackbench export ID --output FOLDER/ID.json");
    }

    private ImmutableArray<Run> Choose(ImmutableArray<Run> runs, string which)
    {
        if (runs.IsEmpty) return [];
        var choice = BaselineRuns.Choose(runs, MostBaselineRuns);
        if (choice.LeftOut > 0) note($"{choice.LeftOut} of {runs.Length} {which} left out: {choice.Reasons}");
        return choice.Runs;
    }

    // A label or a file may have a comma in its name.
    private IEnumerable<string> Names(string text) => !text.Contains(',', StringComparison.Ordinal) || File.Exists(text)
        || !store.List(1, label: text).IsEmpty
        ? [text]
        : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static ImmutableArray<Run> Others(ImmutableArray<Run> runs, string what, string remedy) =>
        runs.IsEmpty ? throw new UserErrorException(what, remedy, ExitCode.Usage) : runs;

    private static Run ReadFile(string path)
    {
        try
        {
            return RunDocument.Read(BoundedFile.Read(path), path);
        }
        catch (RunDocumentException exception)
        {
            throw new UserErrorException(exception.Message, "Give a run document, as 'stackbench export ID' writes it.", ExitCode.Usage);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {exception.Message}", exitCode: ExitCode.Usage);
        }
    }
}
