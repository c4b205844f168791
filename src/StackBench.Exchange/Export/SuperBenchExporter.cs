using StackBench.Core.Results;

namespace StackBench.Exchange.Export;

/// <summary>
/// A line of SuperBench's results-summary.jsonl: a node, and each value under the path <c>benchmark/workload_metric:device</c>.
/// </summary>
internal sealed class SuperBenchExporter : IRunExporter
{
    public string Name => "superbench";

    public string Extension => ".jsonl";

    public void Write(Run run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        JsonText.Write(
            writer,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("node", NodeName.Of(run.Fingerprint) ?? run.Fingerprint["os.hostname"] ?? MachineKey.Of(run.Fingerprint));
                foreach (var result in run.Results)
                {
                    if (result.Outcome is not Ok ok) continue;
                    var engine = result.Engine is null ? "" : $"-{result.Engine}";
                    foreach (var metric in ok.Metrics)
                        json.WriteNumber($"{result.Benchmark}{engine}/{result.Workload}_{metric.Metric}:{result.Device}", metric.Value);
                }

                json.WriteEndObject();
            },
            isIndented: false);
    }
}
