using System.Globalization;
using System.Text;

namespace StackBench.Running.Engines;

/// <summary>
/// The whole of what an engine said in one launch that was no answer, or too long for one. Made when there is something to write;
/// a disk that is full ends the log and nothing else. Safe for several writers.
/// </summary>
internal sealed class EngineLogFile(string path, Func<string, string>? redact = null) : IDisposable
{
    /// <summary>An engine that never stops printing must not fill the disk.</summary>
    internal const long MostBytes = 32L << 20;

    private readonly Lock _gate = new();
    private FileStream? _file;
    private bool _isClosed;
    private long _written;

    public void Add(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty) return;
        lock (_gate)
        {
            if (_isClosed) return;
            if (redact is not null) line = Redacted(line, redact);
            try
            {
                _file ??= Open(path);
                if (_written + line.Length > MostBytes)
                {
                    _file.Write(Encoding.UTF8.GetBytes(
                        string.Create(CultureInfo.InvariantCulture, $"[the log ends here: it holds {MostBytes >> 20} MiB]\n")));
                    Close();
                    return;
                }

                _file.Write(line);
                _file.WriteByte((byte)'\n');
                _file.Flush();
                _written += line.Length + 1;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Close();
            }
        }
    }

    /// <param name="what">Name of a text that is cut elsewhere.</param>
    public void Add(string what, string text) => Add(Encoding.UTF8.GetBytes($"[{what}] {text}"));

    public void Dispose()
    {
        lock (_gate) Close();
    }

    // Bytes that are no UTF-8 stay as they are where there is nothing to hide.
    private static ReadOnlySpan<byte> Redacted(ReadOnlySpan<byte> line, Func<string, string> redact)
    {
        var text = Encoding.UTF8.GetString(line);
        return redact(text) is var kept && kept == text ? line : Encoding.UTF8.GetBytes(kept);
    }

    private void Close()
    {
        _isClosed = true;
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // The disk is full: what was flushed before is kept.
        }
    }

    // Of one launch there may be several processes, one after the other.
    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        var folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Directory.CreateDirectory(folder, owner | UnixFileMode.UserExecute);
            options.UnixCreateMode = owner;
        }

        return new FileStream(path, options);
    }
}
