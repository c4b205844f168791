using System.Text;
using StackBench.Core.Json;
using StackBench.Core.Results;

namespace StackBench.Exchange.Export;

/// <summary>The run document itself, indented (docs/run.schema.json).</summary>
public sealed class JsonExporter : IRunExporter
{
    public string Name => "json";

    public string Extension => ".json";

    public void Write(Run run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Encoding.UTF8.GetString(RunDocument.Write(run, isIndented: true)));
        writer.Write('\n');
    }
}
