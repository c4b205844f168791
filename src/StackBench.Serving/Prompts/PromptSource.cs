using System.Text;
using StackBench.Core.Statistics;

namespace StackBench.Serving.Prompts;

/// <summary>
/// The prompt of each request, a pure function of set, seed and index: another seed in each cell makes prompts no cache has seen.
/// </summary>
public static class PromptSource
{
    private const string Consonants = "bdfghklmnprstvz";
    private const string Vowels = "aeiou";

    // Beyond the indices of requests.
    private const uint SharedNumber = uint.MaxValue, BlocksNumber = uint.MaxValue - 1;

    /// <param name="blocks">Of the part that is no common prefix of all prompts.</param>
    public static Prompt At(PromptSet set, ulong seed, int index, PromptBlocks blocks)
    {
        var shared = new SplitMix64(Mix(seed, SharedNumber));
        return set switch
        {
            PromptSet.RandomWords words =>
                new Prompt(Words(Enumerable.Repeat(shared, words.Shared).Concat(Own(seed, index, words.Unique, blocks))), []),
            PromptSet.RandomIds ids =>
                new Prompt(null, [.. Enumerable.Repeat(shared, ids.Shared).Concat(Own(seed, index, ids.Unique, blocks))
                    .Select(random => ids.First + random.Below(ids.Vocabulary - ids.First))]),
            PromptSet.Texts { Prompts.IsEmpty: false } texts => new Prompt(
                texts.Prompts[index % texts.Prompts.Length], [],
                texts.Messages.IsEmpty ? null : texts.Messages[index % texts.Messages.Length]),
            _ => throw new ArgumentException("a set of texts has at least one prompt", nameof(set)),
        };
    }

    private static ulong Mix(ulong seed, ulong number) => new SplitMix64(seed ^ (number * 0x9E3779B97F4A7C15UL)).Next();

    /// <summary>Of each word or token that is no part of the common prefix, what it is drawn from.</summary>
    private static IEnumerable<SplitMix64> Own(ulong seed, int index, int count, PromptBlocks blocks)
    {
        var ofBlocks = Mix(seed, BlocksNumber);
        var known = 0;
        foreach (var id in blocks.Ids)
        {
            var block = new SplitMix64(Mix(ofBlocks, id));
            for (var end = Math.Min(count, known + blocks.Length); known < end; known++) yield return block;
        }

        var unique = new SplitMix64(Mix(seed, (uint)index));
        for (; known < count; known++) yield return unique;
    }

    private static string Words(IEnumerable<SplitMix64> sources)
    {
        var text = new StringBuilder();
        foreach (var random in sources) Word(text, random);
        return text.ToString();
    }

    private static void Word(StringBuilder text, SplitMix64 random)
    {
        if (text.Length > 0) text.Append(' ');
        for (var i = 0; i < 2; i++) text.Append(Consonants[random.Below(Consonants.Length)]).Append(Vowels[random.Below(Vowels.Length)]);
    }
}
