using System.Collections.Immutable;
using System.Globalization;

namespace StackBench.Llm.Gguf;

/// <summary>
/// A SentencePiece vocabulary of pseudo-words: control tokens, all bytes, letters, then syllables breadth first, so that every
/// prefix of a word is a token. The tokenizer merges only pairs whose result is a token: with all prefixes there, a word of
/// the vocabulary becomes one token.
/// </summary>
public static class SyntheticVocabulary
{
    public const int Unknown = 0, Begin = 1, End = 2;

    /// <summary>SentencePiece's mark of a word's begin (U+2581).</summary>
    public const string WordBegin = "\u2581";

    /// <summary>Writes a chat as <c>role: text</c> lines.</summary>
    public const string ChatTemplate =
        "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}";

    private const string Consonants = "bdfgklmnprstvz";
    private const string Vowels = "aeiou";

    internal const int NormalType = 1, UnknownType = 2, ControlType = 3, ByteType = 6;

    private static readonly ImmutableArray<string> Fixed =
    [
        "<unk>", "<s>", "</s>",
        .. Enumerable.Range(0, 256).Select(value => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")),
        WordBegin,
        .. Enumerable.Range('a', 26).Select(letter => ((char)letter).ToString()),
    ];

    /// <summary>The tokens of a vocabulary of <paramref name="size"/>, in the order of their ids.</summary>
    public static ImmutableArray<string> Tokens(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, Fixed.Length);
        var tokens = ImmutableArray.CreateBuilder<string>(size);
        tokens.AddRange(Fixed);
        // The queue holds what may be made longer; a vowel follows a consonant and the other way round.
        for (var longer = new Queue<string>([WordBegin]); tokens.Count < size;)
        {
            var prefix = longer.Dequeue();
            foreach (var letter in prefix.Length % 2 == 1 ? Consonants : Vowels)
            {
                if (tokens.Count == size) break;
                tokens.Add(prefix + letter);
                longer.Enqueue(prefix + letter);
            }
        }

        return tokens.MoveToImmutable();
    }

    /// <summary>Words that are one token each when they stand between blanks.</summary>
    public static ImmutableArray<string> Words(int size) => [.. Tokens(size).Skip(Fixed.Length).Select(token => token[WordBegin.Length..])];

    /// <summary>Type of a token by its id, as SentencePiece numbers them.</summary>
    internal static int TypeOf(int id) => id switch
    {
        Unknown => UnknownType,
        Begin or End => ControlType,
        < 3 + 256 => ByteType,
        _ => NormalType,
    };

    /// <summary>Score of a token: of two merges the one with the higher score comes first.</summary>
    internal static float ScoreOf(int id) => TypeOf(id) == NormalType ? -id : 0;
}
