using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace StackBench.Serving.Prompts;

/// <summary>Where prompts come from.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RandomWords), "random-words")]
[JsonDerivedType(typeof(RandomIds), "random-ids")]
[JsonDerivedType(typeof(Texts), "texts")]
public abstract record PromptSet
{
    private PromptSet()
    {
    }

    /// <summary>The set with prompts of another length; texts of the user's have the length they have.</summary>
    internal PromptSet WithUnique(int unique) => this switch
    {
        RandomWords words => words with { Unique = unique },
        RandomIds ids => ids with { Unique = unique },
        _ => this,
    };

    /// <summary>Seeded words; a word is one or more tokens by the server's vocabulary, so the true length is what usage says.</summary>
    /// <param name="Shared">Words that all prompts of the cell begin with; 0 leaves no common prefix.</param>
    /// <param name="Unique">Words after them, other ones in each prompt.</param>
    public sealed record RandomWords(int Unique, int Shared = 0) : PromptSet;

    /// <summary>Token ids of exact length, for completions only.</summary>
    /// <param name="First">Least id that may be drawn, above the control tokens.</param>
    /// <param name="Vocabulary">Ids are below it.</param>
    public sealed record RandomIds(int Unique, int First, int Vocabulary, int Shared = 0) : PromptSet;

    /// <summary>The user's prompts, taken in turn; repeats of one prompt meet a warm prefix cache. Not written into reports.</summary>
    /// <param name="Prompts">At least one.</param>
    public sealed record Texts([property: JsonIgnore] ImmutableArray<string> Prompts) : PromptSet
    {
        /// <summary>The turns of each as a JSON array, where they are chats; empty where they are texts.</summary>
        [JsonIgnore]
        public ImmutableArray<string> Messages { get; init; } = [];
    }
}
