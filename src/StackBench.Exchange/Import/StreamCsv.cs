using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Text;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>BabelStream's <c>--csv</c>: columns by their names, the unit in the name of the rate.</summary>
internal static partial class StreamCsv
{
    public static bool IsHeader(string line) => Header().IsMatch(line);

    public static IEnumerable<(string Kernel, double Rate, double Average, Parameters Parameters)> Kernels(
        StreamSection section, List<LeftOut> left)
    {
        string[]? names = null;
        foreach (var (number, text) in section.Lines)
        {
            var cells = CsvCells.Of(text);
            if (IsHeader(text)) names = cells.Any(cell => Rate().IsMatch(cell)) ? cells : null;
            else if (names is not null && StreamSection.IsKernel(cells[0]))
            {
                string? Cell(Func<string, bool> isIt) =>
                    Array.FindIndex(names, column => isIt(column)) is >= 0 and var at && at < cells.Length ? cells[at] : null;
                double? Number(Func<string, bool> isIt) =>
                    double.TryParse(Cell(isIt), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                        ? value
                        : null;
                var rate = names.First(name => Rate().IsMatch(name));
                if (cells.Length < names.Length || Number(name => name == rate) is not { } most
                    || Number(name => name == "avg_runtime") is not { } average)
                {
                    left.Add(LeftOut.OfLine(number, "not a line of results"));
                    continue;
                }

                yield return (
                    cells[0].ToLowerInvariant(),
                    most * StreamSection.Factor(Unit(Rate().Match(rate).Groups["unit"].Value)),
                    average,
                    ImportParameters.Of(
                    [
                        .. section.Parameters.Select(parameter => (parameter.Key, (string?)parameter.Value.ToString())),
                        ("elements", Cell(name => name == "n_elements")), ("element_bytes", Cell(name => name == "sizeof")),
                    ]));
            }
        }
    }

    // Generations write mbytes, MB, mibytes or MiB.
    private static string Unit(string name) =>
        $"{char.ToUpperInvariant(name[0])}{(name[1..].Contains('i', StringComparison.OrdinalIgnoreCase) ? "i" : "")}B";

    [GeneratedRegex(@"^function,num_times,.*max_\w+_per_sec", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Header();

    [GeneratedRegex(@"^max_(?<unit>[kmgtKMGT]i?[bB])\w*_per_sec$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Rate();
}
