using System.Globalization;
using System.IO.Enumeration;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Core.Expectations;

/// <summary>What a user says a metric must reach, or not exceed.</summary>
/// <param name="Pattern">
/// Of benchmark and workload, <c>gemm bf16 2048*</c>; <c>*</c> stands for any characters and <c>?</c> for one.
/// </param>
/// <param name="Device">Pattern of the device; empty for any.</param>
/// <param name="Metric">Pattern of the metric; empty for the headline.</param>
/// <param name="Least">In the unprefixed <paramref name="Unit"/>; null for no bound below.</param>
/// <param name="Most">Likewise; null for no bound above.</param>
public sealed record ExpectedBound(string Pattern, string Device, string Metric, double? Least, double? Most, Unit Unit)
{
    public const string Header = "result,device,metric,least,most,unit";

    internal static ExpectedBound Of(Dictionary<string, string> cells)
    {
        foreach (var column in Header.Split(','))
            if (!cells.ContainsKey(column)) throw new FormatException($"no column '{column}'; the header is {Header}");
        var unit = PrefixedUnit.Parse(cells["unit"]);
        double? Number(string column) => cells[column] is not { Length: > 0 } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? number * unit.Factor
                : throw new FormatException($"'{text}' is not a number");
        var bound = new ExpectedBound(
            cells["result"], cells["device"], cells["metric"], Number("least"), Number("most"), unit.Unit);
        if (bound.Pattern.Length == 0) throw new FormatException("no pattern of a result");
        if (bound.Least is null && bound.Most is null) throw new FormatException($"neither least nor most for '{bound.Pattern}'");
        if (bound.Least > bound.Most) throw new FormatException($"least is above most for '{bound.Pattern}'");
        return bound;
    }

    public bool Concerns(BenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Is(Pattern, $"{result.Benchmark} {result.Workload}") && (Device.Length == 0 || Is(Device, result.Device));
    }

    /// <summary>Its metric of a measured result; null where it has none in the unit.</summary>
    public MetricValue? ValueOf(BenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Outcome is Ok { Metrics: var metrics } && !result.IsInvalid
            ? metrics.FirstOrDefault(metric => metric.Unit == Unit && (Metric.Length == 0 || Is(Metric, metric.Metric)))
            : null;
    }

    private static bool Is(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);
}
