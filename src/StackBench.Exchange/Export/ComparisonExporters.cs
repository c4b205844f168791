using System.Collections.Immutable;
using StackBench.Core.Comparison;

namespace StackBench.Exchange.Export;

/// <summary>The one list of the formats of a comparison.</summary>
public static class ComparisonExporters
{
    public static ImmutableArray<IComparisonExporter> All { get; } =
    [
        new ComparisonJsonExporter(),
        new ComparisonMarkdown(),
        new ComparisonCsv(),
        new ComparisonJUnit(),
        new GitHubAnnotations(),
        new GitLabCodeQuality(),
    ];

    /// <exception cref="ArgumentException">There is no such format.</exception>
    public static void Write(string name, RunComparison comparison, FailOn failOn, TextWriter writer) =>
        (All.FirstOrDefault(exporter => exporter.Name == name) ?? throw new ArgumentException($"no format '{name}'", nameof(name)))
            .Write(comparison, failOn, writer);
}
