using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Expectations;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Exchange.Export;

/// <summary>Writes the figures of a run as rows of the table of published figures, for a person to check and contribute.</summary>
public static class ExpectationWriter
{
    private const string Header = "vendor,device,chip,pci_ids,quantity,unit,low,typical,high,conditions,tool,year,source,note";
    private const int Digits = 4;

    /// <returns>Rows written; zero where the run has no figure that the table has.</returns>
    public static int Write(Run run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        ImmutableArray<MeasuredFigure> figures = MeasuredFigure.Of(run);
        var known = figures.Select(figure => (Figure: figure, Gpu: GpuIdentity.Of(run.Fingerprint, figure.Result.Device)))
            .Where(entry => entry.Gpu is not null).ToArray();
        if (known.Length == 0) return 0;
        writer.Write(Header + "\n");
        foreach (var (figure, gpu) in known)
        {
            var (unit, factor) = UnitOf(figure.Value.Unit);
            CsvLine.Write(writer, Vendor(gpu!), ExpectationTable.Shipped.DeviceOf(gpu!) ?? gpu!.Name, "", gpu!.PciId, figure.Quantity, unit,
                "", NumberText.Number(figure.Value.Value / factor, Digits), "", Conditions(run, figure, gpu), "StackBench",
                run.StartedAt.Year.ToString(CultureInfo.InvariantCulture), "", $"{figure.Result.Launches.Length} launches");
        }

        return known.Length;
    }

    private static (string Name, double Factor) UnitOf(Unit unit) => unit == Unit.BytePerSecond ? ("GB/s", 1e9)
        : unit == Unit.OperationPerSecond ? ("TOPS", 1e12)
        : ("TFLOPS", 1e12);

    private static string Vendor(GpuIdentity gpu) => gpu.PciId?.Split(':')[0] switch
    {
        "10de" => "NVIDIA",
        "1002" => "AMD",
        "8086" => "Intel",
        _ => "",
    };

    private static string Conditions(Run run, MeasuredFigure figure, GpuIdentity gpu) => string.Join(", ",
        new[]
        {
            figure.Quantity.EndsWith("-pinned", StringComparison.Ordinal) ? gpu.Link?.Name : null,
            figure.Result.Engine is { } engine ? $"{engine} {run.Fingerprint[$"engine.{engine}.version"]}".TrimEnd() : null,
            figure.Result.Workload,
            run.Fingerprint[$"gpu.{figure.Result.Device}.driver-version"] is { } driver ? $"driver {driver}" : null,
        }.OfType<string>());
}
