using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Exchange.Export;

/// <summary>
/// For github-action-benchmark: its <c>customBiggerIsBetter</c> and <c>customSmallerIsBetter</c> take one direction a file, so each has a
/// format of its own, of the headline metrics that improve in it.
/// </summary>
internal sealed class ActionBenchmarkExporter(Better better) : IRunExporter
{
    public string Name => better == Better.Higher ? "github-action-benchmark-bigger" : "github-action-benchmark-smaller";

    public string Extension => better == Better.Higher ? ".bigger.json" : ".smaller.json";

    public void Write(Run run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        JsonText.Write(writer, json =>
        {
            json.WriteStartArray();
            foreach (var result in run.Results)
            {
                if (result.Headline is not { } headline || headline.Better != better) continue;
                json.WriteStartObject();
                json.WriteString("name", result.Key.ToString());
                json.WriteString("unit", headline.Unit.Symbol);
                json.WriteNumber("value", headline.Value);
                if (headline.Interval is { } interval)
                    json.WriteString("range", $"± {NumberText.Quantity((interval.High / 2) - (interval.Low / 2), headline.Unit)}");
                json.WriteString("extra", $"run {run.Id}, {headline.Metric}");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
