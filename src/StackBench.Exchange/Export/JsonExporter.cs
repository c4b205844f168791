using System.Text;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Verdicts;

namespace StackBench.Exchange.Export;

/// <summary>The run document itself, indented, with what it says about the machine (docs/run.schema.json).</summary>
public sealed class JsonExporter : IRunExporter
{
    public string Name => "json";

    public string Extension => ".json";

    public void Write(Run run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Encoding.UTF8.GetString(RunDocument.Write(run with { Summary = MachineVerdict.Of(run) }, isIndented: true)));
        writer.Write('\n');
    }
}
