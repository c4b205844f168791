using System.Globalization;
using System.Text;

namespace StackBench.Machine.Files;

/// <summary>The file system of a machine below a root folder: <c>/</c> is this machine, any other root is a recorded one.</summary>
/// <remarks>Paths are absolute within the tree (<c>/proc/cpuinfo</c>). Nothing here throws for a file that is absent, forbidden or broken:
/// the reason is the answer.</remarks>
/// <param name="root">Folder of the machine.</param>
/// <param name="seen">Told of each path that is asked for; null where nobody wants to know.</param>
internal sealed class SystemTree(string root, Action<string>? seen = null)
{
    // The largest text read is /proc/cpuinfo of a machine with thousands of threads.
    private const int LongestFileBytes = 16 << 20;

    // As many as the kernel follows.
    private const int MostLinks = 40;

    private static readonly char[] Digits = [.. "0123456789"];

    private readonly string _root = Path.GetFullPath(root).TrimEnd('/');

    /// <summary>Whether the tree is that of the machine this process runs on, so that system calls may be asked as well.</summary>
    public bool IsThisMachine { get; } = Path.GetFullPath(root) == "/" && OperatingSystem.IsLinux();

    /// <summary>The bytes of a file.</summary>
    public Fact<byte[]> Bytes(string path)
    {
        try
        {
            var located = Locate(path);
            if (FileKind.MayNotEnd(located)) return Fact<byte[]>.Unknown($"{path} is a pipe or a device");
            using var file = new FileStream(located, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            using var content = new MemoryStream();
            var buffer = new byte[64 << 10];
            for (int count; content.Length < LongestFileBytes && (count = file.Read(buffer)) > 0;) content.Write(buffer, 0, count);
            return content.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fact<byte[]>.Unknown(Reason(path, exception));
        }
    }

    /// <summary>
    /// What a file begins with, as much as the buffer holds; empty for one that cannot be read. Allocates next to nothing.
    /// </summary>
    public ReadOnlySpan<byte> Begin(string path, Span<byte> buffer)
    {
        try
        {
            using var file = File.OpenHandle(Locate(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return buffer[..RandomAccess.Read(file, buffer, 0)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return [];
        }
    }

    /// <summary>The text of a file without the blanks and NULs around it; unknown when nothing is left.</summary>
    public Fact<string> Text(string path) => Bytes(path).Then<string>(bytes =>
    {
        var text = Encoding.UTF8.GetString(bytes).Trim('\0', ' ', '\n', '\r', '\t');
        return text.Length > 0 ? text : Fact<string>.Unknown($"{path} is empty");
    });

    /// <summary>The first line of a file, fit to be shown; unknown when it says in words that it has nothing to say.</summary>
    public Fact<string> Line(string path) => Text(path).Then<string>(text =>
    {
        var line = PlainText.OneLine(text.Split('\n', 2)[0]);
        return line.Length == 0 || IsPlaceholder(line) ? Fact<string>.Unknown($"{path} says '{PlainText.Excerpt(text)}'") : line;
    });

    /// <summary>The whole number a file consists of.</summary>
    public Fact<long> Number(string path) => Text(path).Then<long>(text =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : Fact<long>.Unknown($"{path} says '{PlainText.Excerpt(text)}', not a number"));

    /// <summary>
    /// Names of the files and folders in a folder, those with numbers in numeric order; empty when there is no such folder.
    /// </summary>
    public IReadOnlyList<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(Locate(folder)).Select(entry => Path.GetFileName(entry))
                .OrderBy(Stem, StringComparer.Ordinal).ThenBy(TrailingNumber)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Whether a path leads to a file, within the tree and through links.</summary>
    public bool IsFile(string path) => RealPath(path) is var real && !LinkTarget(real).IsKnown && File.Exists(Locate(real));

    /// <summary>The path with all links followed, within the tree; a link that leads nowhere or in circles stays.</summary>
    public string RealPath(string path)
    {
        var parts = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = new List<string>();
        for (var links = 0; parts.TryPop(out var part);)
        {
            if (part == ".") continue;
            if (part == "..")
            {
                if (real.Count > 0) real.RemoveAt(real.Count - 1);
                continue;
            }

            real.Add(part);
            if (links >= MostLinks || LinkTarget("/" + string.Join('/', real)) is not { IsKnown: true } link) continue;
            links++;
            real.RemoveAt(real.Count - 1);
            if (link.Value.StartsWith('/')) real.Clear();
            foreach (var step in link.Value.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) parts.Push(step);
        }

        return "/" + string.Join('/', real);
    }

    public bool Exists(string path) => Path.Exists(Locate(path));

    /// <summary>Whether the entries of a folder may be read; a folder that is absent cannot be listed.</summary>
    public bool CanList(string folder)
    {
        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(Locate(folder)).GetEnumerator();
            _ = entries.MoveNext();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Name of what a symbolic link points at: the driver of a device, the PCI address behind a card.</summary>
    public Fact<string> LinkName(string path) =>
        LinkTarget(path).Then<string>(target => Path.GetFileName(Path.TrimEndingDirectorySeparator(target)));

    /// <summary>What a symbolic link says, unresolved.</summary>
    public Fact<string> LinkTarget(string path)
    {
        try
        {
            return new FileInfo(Locate(path)).LinkTarget is { } target ? target : Fact<string>.Unknown($"{path} is not a link");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fact<string>.Unknown(Reason(path, exception));
        }
    }

    public string Locate(string path)
    {
        seen?.Invoke(path);
        return _root + path;
    }

    private static string Stem(string name) => name.TrimEnd(Digits);

    private static long TrailingNumber(string name) =>
        long.TryParse(name.AsSpan(Stem(name).Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static bool IsPlaceholder(string line) => line is "N/A" or "[N/A]" or "Unknown" or "unknown" or "(null)" or "None" or "none";

    public static string Reason(string path, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"{path} is absent",
        UnauthorizedAccessException => $"no permission to read {path}",
        _ => $"{path} cannot be read: {PlainText.OneLine(exception.Message)}",
    };
}
