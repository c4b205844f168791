using System.CommandLine;
using StackBench.Commands;

namespace StackBench.Tests.Commands;

/// <summary>
/// What is no number is a wrong value of every option that takes one, of every verb: the options are found in the tree of commands itself,
/// by the name of what they take.
/// </summary>
public sealed class NumericOptionTests
{
    private static readonly string[] Nasty =
        ["abc", "", "-", "--", "1e999", "NaN", "nan", "∞", "Infinity", "-inf", "１", "0x", "0x10", " ", "1 2", "1,5", "1.5.2", "--5", "+-1",
            "٣", "1_000",
            "1\n2", "1e1", " 5", "½", "%", "s", "=", "null", "1\u001b[31m", new string('9', 10_000), new string('x', 10_000)];

    /// <summary>Names of help by which an option says that it takes a number.</summary>
    private static readonly string[] Numbers = ["N", "N|baselines", "X", "N%", "TIME", "[METRIC=]N%", "AGE"];

    /// <summary>Verb, option, and what it takes.</summary>
    public static TheoryData<string, string> Options
    {
        get
        {
            using var run = new CommandRun();
            var options = new TheoryData<string, string>();
            var root = Verbs.CreateRoot(run.Surroundings(TextWriter.Null, TextWriter.Null));
            foreach (var (path, command) in Tree("", root))
                foreach (var option in command.Options.Where(IsNumeric)) options.Add(path, option.Name);
            return options;
        }
    }

    [Fact]
    public void The_tree_has_the_options_it_is_known_to_have()
    {
        var known = Options.Select(row => $"{row.Data.Item1} {row.Data.Item2}").ToArray();
        foreach (var option in (string[])["run --launches", "run --budget", "run --seed", "serving --rate", "serving --concurrency",
            "serving --speed",
            "serving --attainment", "serving --request-timeout", "history --limit", "compare --threshold", "ab --pairs", "trend --limit"])
            Assert.Contains(option, known);
    }

    /// <summary>An option that takes a number says so in a way that this test knows.</summary>
    [Fact]
    public void An_option_of_a_number_type_names_a_number()
    {
        using var run = new CommandRun();
        foreach (var (path, command) in Tree("", Verbs.CreateRoot(run.Surroundings(TextWriter.Null, TextWriter.Null))))
            foreach (var option in command.Options.Where(option => IsNumberType(option.ValueType)))
                Assert.True(IsNumeric(option), $"{path} {option.Name} takes {option.HelpName}");
    }

    [Theory]
    [MemberData(nameof(Options))]
    public async Task What_is_no_number_is_wrong_usage(string verb, string option)
    {
        foreach (var text in Nasty)
        {
            foreach (var form in (string[][])[[option, text], [$"{option}={text}"]])
            {
                using var command = new CommandRun();
                var (code, output, error) = await command.Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. form]);
                var said = $"{verb} {option} '{(text.Length < 50 ? text : text[..50])}': {code} {error}";
                Assert.True(code == 2, said);
                Assert.True(output.Length == 0, said);
                Assert.True(error.Length is > 0 and < 4000, said);
                Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
                Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
                Assert.DoesNotContain('\u001b', error);
            }
        }
    }

    private static bool IsNumeric(Option option) => option.HelpName is { } name && Numbers.Contains(name);

    private static bool IsNumberType(Type type)
    {
        type = type.IsArray ? type.GetElementType()! : type;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(TimeSpan) || type == typeof(float)
            || type == typeof(decimal) || type == typeof(uint) || type == typeof(ulong);
    }

    private static IEnumerable<(string Path, Command Command)> Tree(string path, Command command)
    {
        yield return (path, command);
        foreach (var child in command.Subcommands)
            foreach (var found in Tree($"{path} {child.Name}".Trim(), child)) yield return found;
    }
}
