using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Measuring;

/// <summary>Reads a file that may be anything: a device that never ends, a pipe that nobody writes to, more than fits.</summary>
internal static class BoundedFile
{
    /// <summary>Largest run document or result of another tool, in bytes.</summary>
    public const long Largest = 256L << 20;

    private const int Piece = 1 << 20;

    /// <summary>
    /// How long a pipe may have no writer, how long its writer may say nothing, and how often it is looked at, in milliseconds.
    /// </summary>
    private const int NoWriter = 5_000, Silence = 60_000, Step = 100;

    /// <exception cref="IOException">It cannot be read whole.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path, long largest = Largest, CancellationToken cancellation = default)
    {
        if (path.Length == 0) throw new IOException("the name of the file is empty");
        // The usual file needs no other thread.
        if (!FileKind.MayNotEnd(path)) return ReadAll(path, new Progress(), largest, cancellation);
        // Opening a pipe waits for its writer and cannot be cancelled, so another thread waits.
        var progress = new Progress();
        var reading = Task.Run(() => ReadAll(path, progress, largest, cancellation), cancellation);
        for (var (last, silent) = (-2L, 0); Task.WaitAny((Task[])[reading], Step, cancellation) < 0;)
        {
            var now = progress.Bytes;
            (silent, last) = (now == last ? silent + Step : 0, now);
            var patience = now < 0 ? NoWriter : Silence;
            if (silent > patience)
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"nothing was written to it for {patience / 1000} s"));
        }

        return reading.GetAwaiter().GetResult();
    }

    /// <summary>For files that are read more than once, or by another program.</summary>
    /// <exception cref="IOException">It is a pipe or a device.</exception>
    public static void RequireRegular(string path)
    {
        if (FileKind.MayNotEnd(path)) throw new IOException("it is a pipe or a device, not a file");
    }

    private static byte[] ReadAll(string path, Progress progress, long largest, CancellationToken cancellation)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        if (stream.CanSeek && stream.Length > largest) throw TooLarge(largest);
        var pieces = new List<byte[]>();
        var total = 0L;
        progress.Bytes = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var piece = new byte[stream.CanSeek && stream.Length > 0 ? (int)Math.Min(Piece, stream.Length - total + 1) : Piece];
            var count = stream.Read(piece);
            if (count == 0) break;
            total += count;
            progress.Bytes = total;
            // Files grow and devices do not end: what counts is what was read.
            if (total > largest) throw TooLarge(largest);
            pieces.Add(count == piece.Length ? piece : piece[..count]);
        }

        var all = new byte[total];
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(all, at);
            at += piece.Length;
        }

        return all;
    }

    private static IOException TooLarge(long largest) =>
        new(string.Create(CultureInfo.InvariantCulture, $"it is larger than {largest >> 20} MiB"));

    private sealed class Progress
    {
        private long _bytes = -1;

        /// <summary>Read so far; -1 before it is open.</summary>
        public long Bytes
        {
            get => Interlocked.Read(ref _bytes);
            set => Interlocked.Exchange(ref _bytes, value);
        }
    }
}
