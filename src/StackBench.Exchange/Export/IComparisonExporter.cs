using StackBench.Core.Comparison;

namespace StackBench.Exchange.Export;

/// <summary>A format that a comparison can be written in.</summary>
public interface IComparisonExporter
{
    /// <summary>On the command line: <c>md</c>.</summary>
    string Name { get; }

    /// <param name="failOn">What fails; where nothing was asked for, formats that know failures take regressions.</param>
    void Write(RunComparison comparison, FailOn failOn, TextWriter writer);
}
