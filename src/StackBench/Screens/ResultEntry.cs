using StackBench.Core.Results;
using StackBench.Report;

namespace StackBench.Screens;

/// <summary>A line of the results list that can be selected.</summary>
/// <param name="Alike">Results it stands for: more than one where all of a group were skipped for the same reason.</param>
internal sealed record ResultEntry(RunRow Row, int Alike = 1)
{
    public BenchmarkResult Result => Row.Result;

    /// <summary>Results with the same are listed below one heading.</summary>
    public (string Benchmark, string Device, string? Engine) Group => (Result.Benchmark, Result.Device, Result.Engine);
}
