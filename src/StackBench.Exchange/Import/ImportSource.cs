using System.Text;

namespace StackBench.Exchange.Import;

/// <summary>A file of another tool, as it was read.</summary>
/// <param name="Name">Of the file, for messages and the fingerprint.</param>
/// <param name="Modified">When the file was written: the time of a run that does not tell its own.</param>
public sealed record ImportSource(string Name, byte[] Bytes, DateTimeOffset Modified)
{
    public string Text { get; } = Encoding.UTF8.GetString(Bytes is [0xEF, 0xBB, 0xBF, ..] ? Bytes.AsSpan(3) : Bytes);

    /// <summary>The lines with their numbers, from one.</summary>
    public IEnumerable<(int Number, string Text)> Lines =>
        Text.ReplaceLineEndings("\n").Split('\n').Index().Select(line => (line.Index + 1, line.Item));
}
