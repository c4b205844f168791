using System.Collections.Immutable;
using StackBench.Report.Csv;
using StackBench.Report.Json;
using StackBench.Report.Markdown;

namespace StackBench.Report;

/// <summary>The one list of all formats.</summary>
public static class Exporters
{
    public static ImmutableArray<IRunExporter> All { get; } = [new JsonExporter(), new MarkdownExporter(), new CsvExporter()];

    /// <summary>Null when there is no such format.</summary>
    public static IRunExporter? Named(string name) => All.FirstOrDefault(exporter => exporter.Name == name);

    /// <summary>The format that the name of a file asks for; null when it asks for none.</summary>
    public static IRunExporter? ForFile(string path) =>
        All.FirstOrDefault(exporter => string.Equals(exporter.Extension, Path.GetExtension(path), StringComparison.OrdinalIgnoreCase));
}
