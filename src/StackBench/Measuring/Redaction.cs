using System.Collections.Immutable;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Machine.Reading;
using StackBench.Running.Engines;
using StackBench.Running.Pairing;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>
/// Takes the values of variables whose names say that they are secrets out of what engines say, before it is kept or shown.
/// </summary>
internal sealed class Redaction(IEnumerable<string> secrets)
{
    /// <summary>In place of a secret.</summary>
    public const string Mask = "***";

    /// <summary>Shorter values are in too many words.</summary>
    private const int Shortest = 6;

    private readonly ImmutableArray<string> _secrets =
        [.. secrets.Where(secret => secret.Length >= Shortest).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];

    // Texts are cut and split where they enter, and lines folded: a part of a secret is one too.
    private readonly SecretParts _parts = SecretParts.Of(secrets);

    /// <summary>For the log of an engine, line by line; null where there is nothing to hide.</summary>
    public Func<string, string>? OfLines => _secrets.IsEmpty ? null : Of;

    /// <param name="own">Variables given to engines alone.</param>
    public static Redaction Of(Surroundings surroundings, params ReadOnlySpan<ImmutableDictionary<string, string>> own)
    {
        var secrets = surroundings.VariableNames.Where(EnvironmentFacts.IsSecret).Select(name => surroundings.Variable(name))
            .OfType<string>().ToList();
        foreach (var variables in own)
            secrets.AddRange(variables.Where(variable => EnvironmentFacts.IsSecret(variable.Key)).Select(variable => variable.Value));
        return new Redaction(secrets);
    }

    /// <summary>Masks every fact but identity facts, by which machines are recognised.</summary>
    public Prepared Of(Prepared prepared) => _secrets.IsEmpty
        ? prepared
        : prepared with
        {
            Plan = prepared.Plan with { Skipped = [.. prepared.Plan.Skipped.Select(Of)] },
            Fingerprint = Fingerprint.Of(prepared.Fingerprint.Facts.Select(fact => fact.Role == FactRole.Identity ? fact : fact with
            {
                Value = Maybe(fact.Value),
                UnknownReason = Maybe(fact.UnknownReason),
            })),
        };

    public RunEvent Of(RunEvent happening) =>
        happening is WorkloadFinished finished ? finished with { Result = Of(finished.Result) } : happening;

    public PairEvent Of(PairEvent happening) => happening switch
    {
        PairFinished pair => pair with { Baseline = [.. pair.Baseline.Select(Of)], Candidate = [.. pair.Candidate.Select(Of)] },
        PairsEnded ended => ended with
        {
            Baseline = ended.Baseline with { Results = [.. ended.Baseline.Results.Select(Of)] },
            Candidate = ended.Candidate with { Results = [.. ended.Candidate.Results.Select(Of)] },
        },
        var other => other,
    };

    public EngineStatus Of(EngineStatus engine) => engine with { Reason = Maybe(engine.Reason), Remedy = Maybe(engine.Remedy) };

    public string Of(string text) => _parts.Masked(
        _secrets.Aggregate(text, (shown, secret) => shown.Replace(secret, Mask, StringComparison.Ordinal)), Mask);

    private BenchmarkResult Of(BenchmarkResult result) => _secrets.IsEmpty
        ? result
        : result with
        {
            Outcome = result.Outcome switch
            {
                Ok ok => ok with { Notes = [.. ok.Notes.Select(Of)] },
                Skipped skipped => skipped with { Reason = Of(skipped.Reason), Remedy = Maybe(skipped.Remedy) },
                Failed failed => failed with { Reason = Of(failed.Reason), LogTail = [.. failed.LogTail.Select(Of)] },
                var other => other,
            },
            Launches = [.. result.Launches.Select(Of)],
        };

    private Launch Of(Launch launch) => launch with
    {
        Backend = Of(launch.Backend),
        Notes = launch.Notes is { } notes ? [.. notes.Select(Of)] : null,
    };

    private Note Of(Note note) => note with { Message = Of(note.Message), Remedy = Maybe(note.Remedy) };

    private string? Maybe(string? text) => text is null ? null : Of(text);
}
