using System.CommandLine;
using StackBench.Commands;

namespace StackBench.Tests.Commands;

public sealed class ManualPageTests
{
    private static readonly string[] Requests = [".TH ", ".SH ", ".SS ", ".TP", ".B ", ".nf", ".fi"];

    [Fact]
    public void The_page_has_every_verb_and_option_and_no_request_but_its_own()
    {
        using var run = new CommandRun();
        var root = Verbs.CreateRoot(run.Surroundings(TextWriter.Null, TextWriter.Null));
        string[] lines = [.. ManualPage.Lines(root, "1.2.3", RootHelp.Epilogue)];
        Assert.All(OptionDefaults.Verbs(root), verb => Assert.Contains(lines, line => line == $".SS {verb.Verb}"
            || line.StartsWith($".SS {verb.Verb} ", StringComparison.Ordinal)));
        Assert.Contains("\\fB\\-\\-suite\\fR, \\fB\\-s\\fR \\fIquick|standard|full\\fR", lines);
        Assert.All(lines.Where(line => line.StartsWith('.')), line =>
            Assert.Contains(Requests, request => line.StartsWith(request, StringComparison.Ordinal)));
    }

    [Fact]
    public void Texts_cannot_become_requests_or_escapes()
    {
        var root = new RootCommand { new Command("odd", ".so /etc/passwd") { new Option<string>("--x") { Description = "'a \\fB -1" } } };
        string[] lines = [.. ManualPage.Lines(root, "1", "")];
        Assert.Contains("\\&.so /etc/passwd", lines);
        Assert.Contains("\\&'a \\efB \\-1", lines);
    }
}
