using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Core.Assessments;

/// <summary>Results that differ in nothing but one size: how the headline scales with it.</summary>
/// <param name="Parameter">Name of the size; those that always equal it, as the sides of a square, vary along.</param>
/// <param name="Fixed">What the results have in common, <c>dtype=bf16,layout=nn</c>.</param>
/// <param name="Points">Ascending by size, at least <see cref="Least"/>.</param>
public sealed record Sweep(
    string Benchmark, string Device, string? Engine, string Parameter, string Fixed, ImmutableArray<SweepPoint> Points)
{
    /// <summary>Sizes that make a curve.</summary>
    public const int Least = 3;

    /// <summary>All that a run holds; a set of results appears once, whichever of its sizes is taken as the one that varies.</summary>
    public static ImmutableArray<Sweep> Of(IEnumerable<BenchmarkResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. from result in results
               where result.Headline is not null
               from parameter in result.Parameters
               where parameter.Value.Kind == ParameterKind.Number
               group result by (result.Benchmark, result.Device, result.Engine, result.Headline!.Metric, Parameter: parameter.Key,
                   Fixed: FixedOf(result.Parameters, parameter)) into same
               let points = PointsOf(same, same.Key.Parameter)
               where points.Length >= Least && seen.Add(string.Join('\n', points.Select(point => point.Key.ToString())))
               select new Sweep(same.Key.Benchmark, same.Key.Device, same.Key.Engine, same.Key.Parameter, same.Key.Fixed, points),
        ];
    }

    private static ImmutableArray<SweepPoint> PointsOf(IEnumerable<BenchmarkResult> results, string parameter) =>
        [.. results.Select(result => new SweepPoint(result.Parameters[parameter].Number, result.Headline!, result.Key))
            .DistinctBy(point => point.Size).OrderBy(point => point.Size)];

    // A size that equals the varying one is named after it, so that 512 x 512 and 1024 x 1024 have the same text.
    private static string FixedOf(Parameters parameters, KeyValuePair<string, ParameterValue> varying) =>
        string.Join(',', parameters.Where(parameter => parameter.Key != varying.Key).Select(parameter => string.Create(
        CultureInfo.InvariantCulture,
        $"{parameter.Key}={(parameter.Value.Kind == ParameterKind.Number && parameter.Value.Number == varying.Value.Number ? varying.Key
            : parameter.Value)}")));
}
