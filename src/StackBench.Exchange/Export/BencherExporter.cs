using StackBench.Core.Results;

namespace StackBench.Exchange.Export;

/// <summary>Bencher Metric Format: benchmark, measure, value with its bounds. Values are in unprefixed units.</summary>
internal sealed class BencherExporter : IRunExporter
{
    public string Name => "bencher";

    public string Extension => ".bencher.json";

    public void Write(Run run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        JsonText.Write(writer, json =>
        {
            json.WriteStartObject();
            foreach (var result in run.Results)
            {
                if (result.Outcome is not Ok ok) continue;
                json.WriteStartObject(result.Key.ToString());
                foreach (var metric in ok.Metrics)
                {
                    json.WriteStartObject(metric.Metric);
                    json.WriteNumber("value", metric.Value);
                    if (metric.Interval is { } interval)
                    {
                        json.WriteNumber("lower_value", interval.Low);
                        json.WriteNumber("upper_value", interval.High);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }
}
