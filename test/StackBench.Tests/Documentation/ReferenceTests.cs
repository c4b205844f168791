using System.CommandLine;
using System.CommandLine.Help;
using StackBench.Commands;
using StackBench.Core.Metrics;
using StackBench.Tests.Commands;
using StackBench.Workloads;

namespace StackBench.Tests.Documentation;

/// <summary>The reference has whatever the program has: a new verb, option, exit code, benchmark or metric needs its words.</summary>
public sealed class ReferenceTests
{
    private const string Shared = "options-of-every-verb-that-measures", OfServing = "serving";

    private static readonly MarkdownPage Commands = DocumentationPages.Find("docs/commands.md");
    private static readonly MarkdownPage Benchmarks = DocumentationPages.Find("docs/benchmarks.md");

    public static TheoryData<string> VerbNames => [.. Root().Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)];

    public static TheoryData<string> BenchmarkNames => [.. Catalog.BenchmarkNames];

    [Theory]
    [MemberData(nameof(VerbNames))]
    public void Every_verb_has_a_section_with_its_own_verbs_and_options(string name)
    {
        var section = Commands.Section(name);
        Assert.True(section is not null, $"docs/commands.md has no heading '{name}'");
        var verb = Root().Subcommands.Single(one => one.Name == name);
        Found.Nothing(verb.Subcommands.Where(one => !one.Hidden).Select(one => $"{name} {one.Name}")
            .Where(one => !section.Contains(one, StringComparison.Ordinal)));
        var documented = section + Commands.Section(Shared) + Commands.Section(OfServing);
        Found.Nothing(verb.Subcommands.Append(verb).SelectMany(one => one.Options)
            .Where(option => !option.Hidden && option is not HelpOption).Select(option => option.Name)
            .Where(option => !documented.Contains($"`{option}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_exit_code_has_a_row()
    {
        var page = DocumentationPages.Find("docs/exit-codes.md");
        Found.Nothing(Enum.GetValues<ExitCode>().Select(code => FormattableString.Invariant($"| {(int)code} |"))
            .Where(row => !page.Lines.Any(line => line.StartsWith(row, StringComparison.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(BenchmarkNames))]
    public void Every_benchmark_has_a_section_with_its_engines_and_aliases(string name)
    {
        var section = Benchmarks.Section(name);
        Assert.True(section is not null, $"docs/benchmarks.md has no heading '{name}'");
        Found.Nothing(Catalog.All.Where(benchmark => benchmark.Name == name)
            .SelectMany(benchmark => benchmark.Engines.Concat(benchmark.Aliases))
            .Where(word => !section.Contains($"`{word}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_metric_has_a_row_with_its_unit_direction_and_threshold()
    {
        var rows = DocumentationPages.Find("docs/metrics.md").Lines
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();
        Found.Nothing(MetricDefinitions.All.Select(metric => (metric.Name, Cells: Cells(metric)))
            .Where(metric => !rows.Any(row => row.Contains($"`{metric.Name}`", StringComparison.Ordinal)
                && row.EndsWith(metric.Cells, StringComparison.Ordinal)))
            .Select(metric => $"{metric.Name}: ... {metric.Cells}"));
    }

    private static string Cells(MetricDefinition metric) => metric.DescribesWork
        ? "| describe the load: never a regression | |"
        : FormattableString.Invariant(
            $"| {metric.Unit.Symbol} | {metric.Better.ToString().ToLowerInvariant()} | {metric.Threshold * 100:0} % |")
            .Replace("|  |", "| |", StringComparison.Ordinal);

    private static RootCommand Root()
    {
        using var run = new CommandRun();
        return Verbs.CreateRoot(run.Surroundings(TextWriter.Null, TextWriter.Null));
    }
}
