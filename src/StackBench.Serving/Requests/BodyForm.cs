using System.Collections.Immutable;

namespace StackBench.Serving.Requests;

/// <summary>How the body of a request differs from the usual one.</summary>
public sealed record BodyForm
{
    public const string MaxTokens = "max_tokens", MaxCompletionTokens = "max_completion_tokens", IgnoreEos = "ignore_eos",
        StreamOptions = "stream_options", Temperature = "temperature";

    /// <summary>Fields without which no answer would be a stream of the plan's: they are neither replaced nor left out.</summary>
    public static ImmutableArray<string> Fixed { get; } = ["model", "messages", "prompt", "stream", "n"];

    /// <summary>Fields of the user's by name, values in JSON; they replace ours.</summary>
    public ImmutableSortedDictionary<string, string> Extra { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Fields that are left out.</summary>
    public ImmutableSortedSet<string> Dropped { get; init; } = [];

    /// <summary>Whether the output tokens are asked for as <c>max_completion_tokens</c>.</summary>
    public bool NamesCompletion { get; init; }

    /// <summary>Whether the server is told the length of the answer, and to generate all of it.</summary>
    public bool IsExact => !Changes(IgnoreEos) && !Changes(NamesCompletion ? MaxCompletionTokens : MaxTokens);

    private bool Changes(string field) => Dropped.Contains(field) || Extra.ContainsKey(field);

    /// <summary>Whether our value of a field is sent.</summary>
    public bool Sends(string field) => !Changes(field);

    /// <summary>The form that a server may take after it refused this one: what its words name is sent otherwise, or left out.</summary>
    /// <returns>Null where they name nothing that can be changed.</returns>
    public BodyForm? After(int status, string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (status is not (400 or 422)) return null;
        if (!NamesCompletion && Sends(MaxTokens) && words.Contains(MaxTokens, StringComparison.Ordinal))
            return this with { NamesCompletion = true };
        return new[] { StreamOptions, IgnoreEos, Temperature }.FirstOrDefault(
            field => Sends(field) && words.Contains(field, StringComparison.Ordinal)) is { } refused
            ? this with { Dropped = Dropped.Add(refused) }
            : null;
    }

    /// <summary>What was changed against another form, for a note; empty where nothing was.</summary>
    public string Since(BodyForm before)
    {
        ArgumentNullException.ThrowIfNull(before);
        string[] changes =
        [
            .. NamesCompletion && !before.NamesCompletion ? (string[])["max_completion_tokens was sent for max_tokens"] : [],
            .. Dropped.Except(before.Dropped).Select(field => $"{field} was left out"),
        ];
        return string.Join(", ", changes);
    }
}
