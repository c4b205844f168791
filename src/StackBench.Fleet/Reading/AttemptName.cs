using System.Globalization;
using StackBench.Core.Results;

namespace StackBench.Fleet.Reading;

/// <summary>A node's attempt at a campaign, as it names files: <c>node7.1</c>, <c>node7.1.json.gz</c>.</summary>
public readonly record struct AttemptName(string Node, int Attempt)
{
    private const string DocumentSuffix = ".json.gz";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Node}.{Attempt}");

    /// <summary>The file of its document.</summary>
    public string Document => this + DocumentSuffix;

    /// <summary>Null where a file's name is not one.</summary>
    public static AttemptName? Parse(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var name = file.EndsWith(DocumentSuffix, StringComparison.Ordinal) ? file[..^DocumentSuffix.Length] : file;
        return name.LastIndexOf('.') is > 0 and var dot && NodeName.IsValid(name[..dot])
            && int.TryParse(name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) && attempt > 0
                ? new AttemptName(name[..dot], attempt)
                : null;
    }
}
