using System.Text.Json;
using StackBench.Core.Comparison;
using StackBench.Core.Json;

namespace StackBench.Exchange.Export;

/// <summary>The comparison as tools read it (docs/comparison.schema.json).</summary>
internal sealed class ComparisonJsonExporter : IComparisonExporter
{
    public string Name => "json";

    public void Write(RunComparison comparison, FailOn failOn, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(JsonSerializer.Serialize(ComparisonDocument.Of(comparison, failOn), ComparisonJson.Default.ComparisonDocument));
        writer.Write('\n');
    }
}
