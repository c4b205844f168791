namespace StackBench.Core.Results;

/// <summary>What measured.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Method">Of the method of measurement: results of different methods are not comparable.</param>
public sealed record ToolVersion(string Version, int Method)
{
    /// <summary>Raised whenever a change makes numbers of the same machine differ on purpose.</summary>
    public const int CurrentMethod = 1;
}
