using System.Text.Json.Serialization;

namespace StackBench.Core.Results;

/// <summary>What measured.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Method">Of the method of measurement: results of different methods are not comparable.</param>
public sealed record ToolVersion(string Version, int Method)
{
    /// <summary>Raised whenever a change makes numbers of the same machine differ on purpose.</summary>
    public const int CurrentMethod = 2;

    /// <summary>Of what other tools measured, whichever version of this program reads their files.</summary>
    public const int MethodOfImports = 1;

    private const int ShortCommitLength = 9;

    /// <summary>The version with at most nine digits of the commit it was built from: <c>0.1.0+5dda7a4ab</c>.</summary>
    [JsonIgnore]
    public string ShortVersion =>
        Version.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus
            ? Version[..Math.Min(Version.Length, plus + 1 + ShortCommitLength)]
            : Version;
}
