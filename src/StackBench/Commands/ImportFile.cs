namespace StackBench.Commands;

/// <summary>Reads a file that may be anything: a device that never ends, a pipe that nobody writes to, more than fits.</summary>
internal static class ImportFile
{
    /// <summary>Largest file, in bytes.</summary>
    public const long Largest = 256L << 20;

    private const int Piece = 1 << 20;

    /// <summary>How long a pipe may say nothing, and how often it is looked at, in milliseconds.</summary>
    private const int Patience = 30_000, Step = 200;

    /// <exception cref="UserErrorException">It cannot be read whole.</exception>
    public static byte[] Read(string path, CancellationToken cancellation)
    {
        // Opening a pipe waits for its writer and cannot be cancelled, so another thread waits.
        var progress = new Progress();
        var reading = Task.Run(() => ReadAll(path, progress, cancellation), cancellation);
        for (var (last, silent) = (-1L, 0); Task.WaitAny((Task[])[reading], Step, cancellation) < 0;)
        {
            var now = progress.Bytes;
            (silent, last) = (now == last ? silent + Step : 0, now);
            if (silent > Patience)
                throw new UserErrorException(
                    $"{path} cannot be read: nothing was written to it for {Patience / 1000} s", "Nothing was imported.", ExitCode.Usage);
        }

        return reading.GetAwaiter().GetResult();
    }

    private static byte[] ReadAll(string path, Progress progress, CancellationToken cancellation)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        if (stream.CanSeek && stream.Length > Largest) throw TooLarge(path);
        var pieces = new List<byte[]>();
        long total = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var piece = new byte[stream.CanSeek && stream.Length > 0 ? (int)Math.Min(Piece, stream.Length - total + 1) : Piece];
            var count = stream.Read(piece);
            if (count == 0) break;
            total += count;
            progress.Bytes = total;
            // Files grow and devices do not end: what counts is what was read.
            if (total > Largest) throw TooLarge(path);
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

    private static UserErrorException TooLarge(string path) => new(
        $"{path} is larger than {Largest >> 20} MiB", "Nothing was imported. Cut the file, or leave it out.", ExitCode.Usage);

    private sealed class Progress
    {
        private long _bytes;

        public long Bytes
        {
            get => Interlocked.Read(ref _bytes);
            set => Interlocked.Exchange(ref _bytes, value);
        }
    }
}
