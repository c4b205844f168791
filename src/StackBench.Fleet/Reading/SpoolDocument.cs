using System.Globalization;
using System.IO.Compression;
using StackBench.Core.Json;
using StackBench.Core.Results;

namespace StackBench.Fleet.Reading;

/// <summary>Reads a document that a node left in a spool: anybody may have written it, so nothing of it is believed unseen.</summary>
public static class SpoolDocument
{
    /// <summary>Largest document, packed and unpacked: real ones reach 0.8 MB.</summary>
    public const int Largest = 32 << 20;

    /// <summary>How far a node's clock may be ahead.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(24);

    private const string PackedSuffix = ".gz";

    /// <param name="node">Node that must have measured it; null for any.</param>
    /// <param name="owner">User that must own the file; null for any.</param>
    /// <exception cref="SpoolException">It is not what it should be.</exception>
    public static Run Read(string path, DateTimeOffset now, string? node = null, uint? owner = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var (actual, isRegular) = FileOwner.Of(path);
        if (!isRegular) throw new SpoolException(path, "a link, a folder, a device or gone: only a file is read");
        if (owner is not null && actual is not null && actual != owner)
            throw new SpoolException(path, string.Create(
                CultureInfo.InvariantCulture, $"owned by user {actual}, not by user {owner} who started the campaign"));
        var run = Parse(path);
        if (run.StartedAt > now + ClockTolerance)
            throw new SpoolException(path, string.Create(
                CultureInfo.InvariantCulture, $"started at {run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC, which is in the future"));
        var named = NodeName.Of(run.Fingerprint);
        if (node is not null && named != node)
            throw new SpoolException(path, $"measured by {named ?? "an unnamed node"}, but the file name says {node}");
        return run;
    }

    private static Run Parse(string path)
    {
        try
        {
            return RunDocument.Read(Bytes(path), Path.GetFileName(path));
        }
        catch (RunDocumentException exception)
        {
            var name = Path.GetFileName(path);
            throw new SpoolException(path, exception.Message.StartsWith(name, StringComparison.Ordinal)
                ? exception.Message[name.Length..].TrimStart(':', ',', ' ')
                : exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new SpoolException(path, $"truncated or unreadable: {exception.Message}");
        }
    }

    private static byte[] Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > Largest) throw TooLarge();
        if (!path.EndsWith(PackedSuffix, StringComparison.Ordinal)) return Bounded(file);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        return Bounded(unpacked);
    }

    // A gigabyte of zeros is a megabyte packed: what counts is what comes out.
    private static byte[] Bounded(Stream stream)
    {
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (stream.Read(buffer) is > 0 and var count)
        {
            if (all.Length + count > Largest) throw TooLarge();
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    private static InvalidDataException TooLarge() =>
        new(string.Create(CultureInfo.InvariantCulture, $"larger than {Largest >> 20} MiB"));
}
