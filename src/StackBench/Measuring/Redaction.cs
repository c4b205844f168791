using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Machine.Reading;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>Takes the values of variables whose names say that they are secrets out of what engines print before it is kept.</summary>
internal sealed class Redaction(IEnumerable<string> secrets)
{
    /// <summary>In place of a secret.</summary>
    public const string Mask = "***";

    /// <summary>Shorter values are in too many words.</summary>
    private const int Shortest = 6;

    private readonly ImmutableArray<string> _secrets =
        [.. secrets.Where(secret => secret.Length >= Shortest).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];

    public static Redaction None { get; } = new([]);

    /// <param name="own">Variables given to engines alone.</param>
    public static Redaction Of(Surroundings surroundings, params ReadOnlySpan<ImmutableDictionary<string, string>> own)
    {
        var secrets = surroundings.VariableNames.Where(EnvironmentFacts.IsSecret).Select(name => surroundings.Variable(name))
            .OfType<string>().ToList();
        foreach (var variables in own)
            secrets.AddRange(variables.Where(variable => EnvironmentFacts.IsSecret(variable.Key)).Select(variable => variable.Value));
        return new Redaction(secrets);
    }

    public BenchmarkResult Of(BenchmarkResult result) => _secrets.IsEmpty
        ? result
        : result with
        {
            Outcome = result.Outcome switch
            {
                Ok ok => ok with { Notes = [.. ok.Notes.Select(Of)] },
                Skipped skipped => skipped with { Reason = Of(skipped.Reason) },
                Failed failed => failed with { Reason = Of(failed.Reason), LogTail = [.. failed.LogTail.Select(Of)] },
                var other => other,
            },
            Launches =
                [.. result.Launches.Select(launch => launch.Notes is { } notes ? launch with { Notes = [.. notes.Select(Of)] } : launch)],
        };

    private Note Of(Note note) => note with { Message = Of(note.Message) };

    private string Of(string text) => _secrets.Aggregate(text, (shown, secret) => shown.Replace(secret, Mask, StringComparison.Ordinal));
}
