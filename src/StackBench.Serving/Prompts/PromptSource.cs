using System.Text;
using StackBench.Core.Statistics;

namespace StackBench.Serving.Prompts;

/// <summary>The prompt of each request, a pure function of set, seed and index: another seed in each cell makes prompts no cache has seen.</summary>
public static class PromptSource
{
    private const string Consonants = "bdfghklmnprstvz";
    private const string Vowels = "aeiou";

    public static Prompt At(PromptSet set, ulong seed, int index)
    {
        var shared = new SplitMix64(Mix(seed, -1));
        var unique = new SplitMix64(Mix(seed, index));
        return set switch
        {
            PromptSet.RandomWords words => new Prompt(Words(shared, words.Shared, unique, words.Unique), []),
            PromptSet.RandomIds ids => new Prompt(null, [.. Ids(shared, ids.Shared, ids), .. Ids(unique, ids.Unique, ids)]),
            PromptSet.Texts { Prompts.IsEmpty: false } texts => new Prompt(texts.Prompts[index % texts.Prompts.Length], []),
            _ => throw new ArgumentException("a set of texts has at least one prompt", nameof(set)),
        };
    }

    private static ulong Mix(ulong seed, int index) => new SplitMix64(seed ^ ((ulong)(uint)index * 0x9E3779B97F4A7C15UL)).Next();

    private static IEnumerable<int> Ids(SplitMix64 random, int count, PromptSet.RandomIds ids)
    {
        for (var i = 0; i < count; i++) yield return ids.First + random.Below(ids.Vocabulary - ids.First);
    }

    private static string Words(SplitMix64 shared, int sharedCount, SplitMix64 unique, int uniqueCount)
    {
        var text = new StringBuilder((sharedCount + uniqueCount) * 5);
        for (var i = 0; i < sharedCount; i++) Word(text, shared);
        for (var i = 0; i < uniqueCount; i++) Word(text, unique);
        return text.ToString();
    }

    private static void Word(StringBuilder text, SplitMix64 random)
    {
        if (text.Length > 0) text.Append(' ');
        for (var i = 0; i < 2; i++) text.Append(Consonants[random.Below(Consonants.Length)]).Append(Vowels[random.Below(Vowels.Length)]);
    }
}
