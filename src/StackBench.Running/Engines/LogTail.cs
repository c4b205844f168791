using System.Collections.Immutable;
using System.Text;

namespace StackBench.Running.Engines;

/// <summary>The last lines an engine printed, bounded whatever it prints; all of them in a file. Safe for several writers.</summary>
/// <param name="file">Null where there is none.</param>
internal sealed class LogTail(EngineLogFile? file = null)
{
    public const int MaximumLines = 200;
    public const int MaximumLineLength = 2000;

    private readonly Queue<string> _lines = new();

    public void Add(ReadOnlySpan<byte> line)
    {
        file?.Add(line);
        Add(Encoding.UTF8.GetString(line[..Math.Min(line.Length, MaximumLineLength * 4)]));
    }

    /// <summary>Keeps the whole of a text that is cut elsewhere in the file alone.</summary>
    public void Keep(string what, string text) => file?.Add(what, text);

    private void Add(string line)
    {
        var text = line.TrimEnd();
        if (text.Length == 0) return;
        if (text.Length > MaximumLineLength) text = text[..MaximumLineLength] + "…";
        lock (_lines)
        {
            _lines.Enqueue(text);
            if (_lines.Count > MaximumLines) _lines.Dequeue();
        }
    }

    public ImmutableArray<string> Last(int count = 20)
    {
        lock (_lines) return [.. _lines.TakeLast(count)];
    }
}
