using System.Text;
using StackBench.Machine.Files;

namespace StackBench.Machine.Software;

/// <summary>The database of installed packages of Debian and its kin, some megabytes of text: searched, not parsed.</summary>
internal sealed class DpkgStatus(byte[] text)
{
    private const string Path = "/var/lib/dpkg/status";

    /// <summary>Empty where there is none.</summary>
    public static DpkgStatus Read(SystemTree tree) => new(tree.Bytes(Path).Or([]));

    /// <summary>Version of an installed package.</summary>
    public Fact<string> Version(string package)
    {
        var all = text.AsSpan();
        var head = Encoding.ASCII.GetBytes($"Package: {package}\n");
        for (var rest = all; rest.IndexOf(head) is >= 0 and var begin;)
        {
            var position = all.Length - rest.Length + begin;
            rest = rest[(begin + head.Length)..];
            if (position > 0 && all[position - 1] != (byte)'\n') continue;
            var end = rest.IndexOf("\n\n"u8);
            var lines = Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]).Split('\n');
            if (!lines.Contains("Status: install ok installed")) continue;
            if (lines.FirstOrDefault(line => line.StartsWith("Version: ", StringComparison.Ordinal)) is { } line)
                return PlainText.OneLine(line["Version: ".Length..]);
        }

        return Fact<string>.Unknown($"the package {package} is not installed");
    }
}
