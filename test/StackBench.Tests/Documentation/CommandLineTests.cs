using System.Collections.Immutable;
using System.CommandLine;
using System.Text.RegularExpressions;
using StackBench.Commands;
using StackBench.Tests.Commands;

namespace StackBench.Tests.Documentation;

/// <summary>Every call of the program on a page is one that it understands: no verb, option or value of the past.</summary>
public sealed partial class CommandLineTests
{
    /// <summary>What a reader puts something in for, with something that may stand there.</summary>
    private static readonly Dictionary<string, string> Placeholders =
        new(StringComparer.Ordinal) { ["BENCHMARK"] = "gemm", ["NAME"] = "tiny", ["VERB"] = "run" };

    public static TheoryData<string> Pages => [.. DocumentationPages.All.Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_program_understands_what_pages_call_it_with(string name)
    {
        using var run = new CommandRun();
        var root = Verbs.CreateRoot(run.Surroundings(TextWriter.Null, TextWriter.Null));
        Found.Nothing(
            from code in DocumentationPages.Find(name).Code
            from arguments in Calls(code)
            from error in Errors(root, arguments)
            select $"{code.Trim()}: {error}");
    }

    [Theory]
    [InlineData("stackbench", "")]
    [InlineData("FOO=1 stackbench run --only 'a b' # all", "run|--only|a b")]
    [InlineData("stackbench show x > f || stackbench list", "show|x;list")]
    [InlineData("sh 'stackbench run --label \"$X y\"'", "run|--label|$X y")]
    [InlineData("eval \"$(stackbench completion bash)\"", "completion|bash")]
    [InlineData("stackbench trend BENCHMARK", "trend|gemm")]
    [InlineData("dist/stackbench-1 run", "")]
    public void Calls_are_found(string code, string expected) =>
        Assert.Equal(expected, string.Join(';', Calls(code).Select(arguments => string.Join('|', arguments))));

    // A verb without anything behind it may be its name.
    private static ImmutableArray<string> Errors(RootCommand root, string[] arguments) =>
        arguments.Length == 1 && root.Subcommands.Any(verb => verb.Name == arguments[0])
            ? []
            : UsageErrors.Of(root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null }));

    private static IEnumerable<string[]> Calls(string code) =>
        Call().Matches(code).Select(match => match.Groups["arguments"].Value)
            .Select(text => Word().Matches(text).Select(word => word.Groups["word"].Value)
                .Select(word => Placeholders.GetValueOrDefault(word, word)).ToArray())
            .Where(arguments => arguments.Length > 0);

    // Up to a comment, a pipe, a redirection, the end of a substitution, or the quote that a shell's script ends with.
    [GeneratedRegex(
        """(?<![\w/.-])stackbench (?<arguments>("[^"]*"|'[^']*'|[^"'#|>;)]|(?<=\S)[#|])*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Call();

    [GeneratedRegex("""(?<quote>["'])(?<word>.*?)\k<quote>|(?<word>[^\s"']+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
