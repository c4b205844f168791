using System.Globalization;
using StackBench.Core.Results;

namespace StackBench.Exchange.Export;

/// <summary>Tidy data of the raw samples: a line per sample, in the order they were taken. Times are in seconds per call.</summary>
internal sealed class SampleCsvExporter : IRunExporter
{
    public string Name => "csv-samples";

    public string Extension => ".samples.csv";

    public void Write(Run run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        CsvLine.Write(writer, "run", "benchmark", "workload", "device", "engine", "launch", "sample", "offset_seconds", "seconds_per_call",
            "calls", "tags");
        foreach (var result in run.Results)
            foreach (var launch in result.Launches)
                foreach (var (index, sample) in launch.Samples.Index())
                    CsvLine.Write(
                        writer, run.Id, result.Benchmark, result.Workload, result.Device, result.Engine, launch.Number, index + 1,
                        (double?)sample.OffsetSeconds, (double?)sample.DurationSeconds,
                        launch.CallsPerSample.ToString(CultureInfo.InvariantCulture), sample.Tags == SampleTags.None
                            ? ""
                            : sample.Tags.ToString().Replace(", ", " ", StringComparison.Ordinal).ToLowerInvariant());
    }
}
