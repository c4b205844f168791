using System.Collections.Immutable;
using System.Text;
using StackBench.Core.Text;

namespace StackBench.Llm.Programs;

/// <summary>The last lines a program printed, made safe to show; bounded however much and long it prints.</summary>
public sealed class LastWords(Func<string, bool>? isRemark = null)
{
    private const int MostLines = 20;
    private const int LongestLine = 500;
    private const int MostRemarks = 64;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly List<string> _remarks = [];

    public ImmutableArray<string> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    /// <summary>The first lines that were asked for, however long ago they were printed.</summary>
    public ImmutableArray<string> Remarks
    {
        get
        {
            lock (_gate) return [.. _remarks];
        }
    }

    /// <summary>Reads until the end.</summary>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public async Task ReadAsync(StreamReader reader, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var line = new StringBuilder();
        var buffer = new char[4096];
        try
        {
            while (await reader.ReadAsync(buffer, cancellation) is var count and > 0)
            {
                for (var i = 0; i < count; i++)
                {
                    if (buffer[i] == '\n') Keep(line);
                    else if (line.Length < LongestLine) line.Append(buffer[i]);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // A killed process breaks its pipe in mid-read; what came before it is kept.
        }

        Keep(line);
    }

    private void Keep(StringBuilder line)
    {
        var text = SafeText.OneLine(line.ToString());
        line.Clear();
        if (text.Length == 0) return;
        lock (_gate)
        {
            if (_remarks.Count < MostRemarks && isRemark?.Invoke(text) == true) _remarks.Add(text);
            _lines.Enqueue(text);
            if (_lines.Count > MostLines) _lines.Dequeue();
        }
    }
}
