using StackBench.Core.Results;

namespace StackBench.Exchange.Export;

/// <summary>A format that a run can be written in.</summary>
public interface IRunExporter
{
    /// <summary>On the command line: <c>md</c>.</summary>
    string Name { get; }

    /// <summary>Of a file, with its dot: <c>.md</c>.</summary>
    string Extension { get; }

    void Write(Run run, TextWriter writer);
}
