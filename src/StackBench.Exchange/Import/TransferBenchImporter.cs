using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>TransferBench's CSV (<c>OUTPUT_TO_CSV=1</c>): a result per transfer and per test as a whole. Its GB are 10⁹ bytes.</summary>
internal sealed class TransferBenchImporter : IRunImporter
{
    private const string Header = "Test#,Transfer#,NumBytes,Src,Exe,Dst,CUs,BW(GB/s),Time(ms)";
    private const int Columns = 9;

    public string Name => "transferbench";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Lines.Any(line => line.Text.StartsWith(Header, StringComparison.Ordinal));
    }

    public Run Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var run = new ImportedRun(Name, source);
        var lines = source.Lines.SkipWhile(line => !line.Text.StartsWith(Header, StringComparison.Ordinal))
            .Where(line => line.Text.Length > 0 && char.IsAsciiDigit(line.Text[0]));
        return run.With(lines.Select(line => Result(run, source, line.Number, line.Text.Split(','))));
    }

    private static BenchmarkResult Result(ImportedRun run, ImportSource source, int line, string[] cells)
    {
        if (cells.Length < Columns) throw Wrong(source, line, $"has {cells.Length} cells, not {Columns}");
        var (test, transfer, bytes) = (cells[0].Trim(), cells[1].Trim(), cells[2].Trim());
        // Addresses change from run to run; what moved, from where, by whom and where to does not.
        var workload =
            $"test {test} {transfer}: {cells[3].Trim()} -> {cells[4].Trim()} -> {cells[5].Trim()}, {cells[6].Trim()} units, {bytes} B";
        return run.Result(
            "transferbench", workload, "gpu",
            [ImportedRun.Value(MetricDefinitions.Bandwidth, Number(source, line, cells[7]) * 1e9),
                ImportedRun.Time(Number(source, line, cells[8]) * 1e-3)],
            []);
    }

    private static double Number(ImportSource source, int line, string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && double.IsFinite(value)
            ? value
            : throw Wrong(source, line, $"'{cell.Trim()}' is no number above 0");

    private static ImportException Wrong(ImportSource source, int line, string reason) =>
        new(source.Name, string.Create(CultureInfo.InvariantCulture, $"line {line}"), reason);
}
