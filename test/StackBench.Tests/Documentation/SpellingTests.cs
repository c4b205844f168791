using System.CommandLine;
using System.Diagnostics;
using System.Text.RegularExpressions;
using StackBench.Commands;
using StackBench.Tests.Commands;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Documentation;

/// <summary>
/// Words of the pages and of the help are those of hunspell's British dictionary, or of the field: docs/words.txt lists these.
/// </summary>
public sealed partial class SpellingTests
{
    private const string Dictionary = "en_GB";

    private static readonly string[] FieldWords = File.ReadAllLines(Path.Combine(DocumentationPages.Root, "docs", "words.txt"));

    [Fact]
    public async Task Words_are_spelt_as_in_the_dictionary_or_the_list_of_the_field()
    {
        var unknown = await UnknownAsync(string.Join('\n', Texts().Select(text => text.Words)));
        unknown.ExceptWith(FieldWords);
        Found.Nothing(
            from text in Texts()
            from word in Word().Matches(text.Words).Select(match => match.Value).Distinct(StringComparer.Ordinal)
            where unknown.Contains(word)
            select $"{text.Name}: {word}");
    }

    [Fact]
    public async Task The_list_of_the_field_is_in_order_and_each_word_of_it_is_needed()
    {
        Assert.Equal(FieldWords.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal), FieldWords);
        var unknown = await UnknownAsync(string.Join('\n', Texts().Select(text => text.Words)));
        Found.Nothing(FieldWords.Where(word => !unknown.Contains(word)));
    }

    private static IEnumerable<(string Name, string Words)> Texts() =>
    [
        .. DocumentationPages.All.Select(page => (page.Name, string.Join('\n', page.Words))),
        .. Described(Root()).Select(described => (described.Name, described.Text)),
    ];

    private static RootCommand Root()
    {
        using var run = new CommandRun();
        return Verbs.CreateRoot(run.Surroundings(TextWriter.Null, TextWriter.Null));
    }

    private static IEnumerable<(string Name, string Text)> Described(Command verb) =>
    [
        ($"help {verb.Name}", verb.Description ?? ""),
        .. verb.Options.Where(option => !option.Hidden).Select(option => ($"help {verb.Name} {option.Name}", option.Description ?? "")),
        .. verb.Subcommands.Where(one => !one.Hidden).SelectMany(Described),
    ];

    /// <summary>The words that the dictionary lacks; those with digits are names, and a possessive is its noun.</summary>
    private static async Task<HashSet<string>> UnknownAsync(string text)
    {
        var words = Word().Matches(text).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var start = new ProcessStartInfo("hunspell", ["-d", Dictionary, "-i", "utf-8", "-l"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.StandardInput.WriteAsync(string.Join('\n', words));
            process.StandardInput.Close();
            var unknown = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (process.ExitCode == 0) return unknown;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            // Told below: it is not installed.
        }

        Requirement.Missing($"needs hunspell and its dictionary {Dictionary} (apt-get install hunspell hunspell-en-gb)");
        return [];
    }

    [GeneratedRegex(@"(?<![\p{L}\p{N}_./-])\p{L}+(?=('s)?([^\p{L}\p{N}_'/]|$))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
