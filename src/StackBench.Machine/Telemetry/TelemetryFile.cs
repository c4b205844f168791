using System.Buffers.Text;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using StackBench.Machine.Files;

namespace StackBench.Machine.Telemetry;

/// <summary>A small file of the kernel that is read at each tick: opened once, then read from its begin again and again.</summary>
internal sealed class TelemetryFile : IDisposable
{
    // After a second without an answer nobody is asked any more: an exception at each tick would cost more than the readings.
    private const int Patience = 10;
    private const int PageBytes = 4096;

    private readonly SystemTree _tree;
    private readonly string _path;
    private readonly byte[] _buffer;
    private SafeFileHandle? _handle;
    private string? _reason;
    private int _failures;
    private int _count;

    /// <param name="bytes">The most that is read.</param>
    public TelemetryFile(SystemTree tree, string path, int bytes = PageBytes)
    {
        (_tree, _path, _buffer) = (tree, path, new byte[bytes]);
        // What is not there when sampling begins is not waited for.
        if (!TryFill()) _failures = Patience;
    }

    /// <summary>Whether it could be read when it was opened.</summary>
    public bool IsReadable => _failures < Patience;

    /// <summary>What the last <see cref="Read"/> found.</summary>
    public ReadOnlySpan<byte> Content => _buffer.AsSpan(0, _count);

    /// <summary>Reads it anew; the count of bytes, at least one.</summary>
    public Fact<int> Read()
    {
        if (_failures >= Patience) return Fact<int>.Unknown(_reason!);
        if (!TryFill())
        {
            _failures++;
            return Fact<int>.Unknown(_reason!);
        }

        _failures = 0;
        return _count;
    }

    /// <summary>The whole number it consists of, times a factor.</summary>
    public Fact<double> Number(double factor = 1)
    {
        var read = Read();
        if (!read.IsKnown) return Fact<double>.Unknown(read.UnknownReason);
        var text = Content.Trim(" \n\0"u8);
        return Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length
            ? number * factor
            : Fact<double>.Unknown($"{_path} says '{PlainText.Excerpt(System.Text.Encoding.UTF8.GetString(text))}', not a number");
    }

    public void Dispose() => _handle?.Dispose();

    private bool TryFill()
    {
        try
        {
            _count = 0;
            // A recorded tree is made of plain files, which an open handle would still show after they were replaced.
            if (!_tree.IsThisMachine) Close();
            _handle ??= File.OpenHandle(_tree.Locate(_path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            for (int read; _count < _buffer.Length && (read = RandomAccess.Read(_handle, _buffer.AsSpan(_count), _count)) > 0;)
            {
                _count += read;
                // The kernel gives a file of up to a page at once; asking for its end would double the work.
                if (_count < PageBytes && _buffer.Length <= PageBytes) break;
            }

            if (_count > 0) return true;
            _reason = string.Create(CultureInfo.InvariantCulture, $"{_path} is empty");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Close();
            _reason = SystemTree.Reason(_path, exception);
        }

        return false;
    }

    private void Close()
    {
        _handle?.Dispose();
        _handle = null;
    }
}
