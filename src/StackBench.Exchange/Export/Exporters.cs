using System.Collections.Immutable;
using StackBench.Core.Metrics;

namespace StackBench.Exchange.Export;

/// <summary>The one list of all formats.</summary>
public static class Exporters
{
    public static ImmutableArray<IRunExporter> All { get; } =
    [
        new JsonExporter(),
        new MarkdownExporter(),
        new CsvExporter(),
        new HtmlExporter(),
        new SampleCsvExporter(),
        new JUnitExporter(),
        new OpenMetricsExporter(),
        new ActionBenchmarkExporter(Better.Higher),
        new ActionBenchmarkExporter(Better.Lower),
        new BencherExporter(),
        new SuperBenchExporter(),
    ];

    /// <summary>Null when there is no such format.</summary>
    public static IRunExporter? Named(this ImmutableArray<IRunExporter> exporters, string name) =>
        exporters.FirstOrDefault(exporter => exporter.Name == name);

    /// <summary>
    /// The format that the name of a file asks for (of <c>.bencher.json</c> and <c>.json</c> the longer); null when it asks for none.
    /// </summary>
    public static IRunExporter? ForFile(this ImmutableArray<IRunExporter> exporters, string path) =>
        exporters.Where(exporter => path.EndsWith(exporter.Extension, StringComparison.OrdinalIgnoreCase))
            .MaxBy(exporter => exporter.Extension.Length);
}
