using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>A curve over a size in words that people read.</summary>
internal static class SweepText
{
    private const string Bytes = "bytes", Type = "dtype";

    /// <summary>The size that varies: <c>buffer size</c>, <c>m = n = k</c> for sides that vary together.</summary>
    public static string Parameter(Sweep sweep) => string.Join(" = ",
        Parts(sweep).Where(part => part.Value == sweep.Parameter).Select(part => part.Name).Prepend(sweep.Parameter)
            .Select(name => name == Bytes ? "buffer size" : name));

    /// <summary>What its results have in common: <c>bf16, layout nn, threads 2</c>; empty where there is nothing.</summary>
    public static string Fixed(Sweep sweep) => string.Join(", ", Parts(sweep).Where(part => part.Value != sweep.Parameter)
        .Select(part => part.Name == Type ? part.Value : $"{part.Name} {part.Value}"));

    /// <summary><c>read, cpu, native</c>, as a subtitle.</summary>
    public static string Where(Sweep sweep) =>
        string.Join(", ", new[] { Fixed(sweep), sweep.Device, sweep.Engine }.Where(text => !string.IsNullOrEmpty(text)));

    /// <summary>A size as an axis has it: most are powers of two.</summary>
    public static string Size(Sweep sweep, long size)
    {
        var unit = sweep.Parameter == Bytes ? "B" : "";
        var text = size switch
        {
            >= 1 << 30 when size % (1 << 30) == 0 => $"{size >> 30} Gi{unit}",
            >= 1 << 20 when size % (1 << 20) == 0 => $"{size >> 20} Mi{unit}",
            >= 1 << 16 when size % (1 << 10) == 0 => $"{size >> 10} Ki{unit}",
            _ => unit.Length == 0 ? NumberText.Exact(size) : string.Create(CultureInfo.InvariantCulture, $"{size} B"),
        };
        return unit.Length == 0 ? text.Replace(" ", "", StringComparison.Ordinal) : text;
    }

    private static ImmutableArray<(string Name, string Value)> Parts(Sweep sweep) =>
    [
        .. sweep.Fixed.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2)).Select(part => (part[0], part.Length > 1 ? part[1] : "")),
    ];
}
