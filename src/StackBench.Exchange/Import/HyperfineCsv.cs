using System.Globalization;
using StackBench.Core.Text;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>hyperfine's <c>--export-csv</c> by the names of its columns; newer versions name the metric, and its unit, in them.</summary>
internal static class HyperfineCsv
{
    private const string Header = "command,mean,stddev,median,", NewerHeader = "command,time_wall_clock_unit,", Parameter = "parameter_";

    public static bool IsHeader(string line) =>
        line.StartsWith(Header, StringComparison.Ordinal) || line.StartsWith(NewerHeader, StringComparison.Ordinal);

    /// <param name="left">Takes lines that are cut, or whose time is not a number.</param>
    public static IEnumerable<(string Command, double Median, Parameters Parameters)> Rows(ImportSource source, List<LeftOut> left)
    {
        string[]? names = null;
        foreach (var (number, text) in source.Lines)
        {
            if (IsHeader(text)) names = CsvCells.Of(text);
            else if (names is not null && text.Length > 0)
            {
                var cells = CsvCells.Of(text);
                string Cell(string name, string newer) =>
                    Array.FindIndex(names, column => column == name || column == newer) is >= 0 and var at && at < cells.Length
                        ? cells[at]
                        : "";
                var factor = Cell("", "time_wall_clock_unit") switch
                {
                    "" or "s" => 1,
                    "ms" => 1e-3,
                    "us" or "µs" => 1e-6,
                    "ns" => 1e-9,
                    "min" => 60,
                    "h" => 3600,
                    _ => double.NaN,
                };
                if (cells.Length != names.Length || double.IsNaN(factor)
                    || !double.TryParse(Cell("median", "time_wall_clock_median"), NumberStyles.Float, CultureInfo.InvariantCulture,
                        out var median))
                    left.Add(new LeftOut(
                        string.Create(CultureInfo.InvariantCulture, $"line {number}"), "not a line of results", IsRefused: true));
                else yield return (cells[0], median * factor, ImportParameters.Of(names.Zip(cells)
                    .Where(cell => cell.First.StartsWith(Parameter, StringComparison.Ordinal))
                    .Select(cell => (cell.First[Parameter.Length..], (string?)cell.Second))));
            }
        }
    }
}
