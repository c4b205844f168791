using System.Text;
using System.Text.RegularExpressions;
using StackBench.Machine.Memory;

namespace StackBench.Machine.Reading;

/// <summary>Files and paths of a machine without what tells whose it is: names, serial numbers, ids.</summary>
internal static partial class Anonymous
{
    private const string Host = "machine";

    /// <summary>A path with the ids of containers, jobs and users replaced by zeros.</summary>
    public static string Path(string path) => JobId().Replace(LongId().Replace(Uuid().Replace(path, Zeros), Zeros), Zeros);

    /// <summary>What may be kept of a file.</summary>
    public static byte[] Content(string path, byte[] content)
    {
        if (path.StartsWith("/sys/firmware/dmi/", StringComparison.Ordinal)) return MemoryDevices(content);
        if (path.EndsWith("/gpu_metrics", StringComparison.Ordinal)) return content;
        // One byte a letter, so that a file that is no text comes out as it was.
        return Encoding.Latin1.GetBytes(Text(path, Encoding.Latin1.GetString(content)));
    }

    private static string Text(string path, string text) => path switch
    {
        "/proc/sys/kernel/hostname" or "/etc/hostname" => Host + "\n",
        // That they are there is all that is asked; groups name users, and podman its container and its image.
        "/etc/group" or "/run/.containerenv" or "/.dockerenv" => "",
        _ when path.EndsWith("/ibm,partition-name", StringComparison.Ordinal) => "",
        "/proc/version" => Builder().Replace(text, "(builder)"),
        "/proc/cpuinfo" => Serial().Replace(text, match => match.Groups["key"].Value + Zeros(match.Groups["id"].Value)),
        "/proc/sysinfo" => Lines(text, line => SysinfoKeys.Any(key => line.StartsWith(key, StringComparison.Ordinal))),
        "/proc/self/mountinfo" or "/proc/self/mounts" or "/proc/mounts" =>
            Path(Lines(text, line => Groups.Any(group => line.Contains(group, StringComparison.Ordinal)))),
        _ when path.EndsWith("/information", StringComparison.Ordinal) =>
            Lines(text, line => line.StartsWith("Model:", StringComparison.Ordinal)),
        _ when path.EndsWith("/unique_id", StringComparison.Ordinal) => Zeros(text),
        _ when path.EndsWith("/properties", StringComparison.Ordinal) => GroupId().Replace(text, "${key}0"),
        _ when path.StartsWith("/proc/self/", StringComparison.Ordinal) => Path(text),
        _ => Mac().Replace(Uuid().Replace(text, Zeros), Zeros),
    };

    private static readonly string[] SysinfoKeys = ["Manufacturer:", "Type:", "Model:", "LPAR Number:", "VM00 Control Program:"];

    private static readonly string[] Groups = ["cgroup", "cpuset"];

    private static string Lines(string text, Func<string, bool> keep) =>
        string.Concat(text.Split('\n').Where(keep).Select(line => line + "\n"));

    private static string Zeros(Match match) => Zeros(match.Value);

    private static string Zeros(string id) =>
        string.Concat(id.Select(letter => char.IsAsciiLetterOrDigit(letter) ? '0' : letter));

    // Of the firmware's table only memory modules are read, and their serial numbers and labels are texts of their own.
    private static byte[] MemoryDevices(byte[] table)
    {
        const byte MemoryDevice = 17;
        const int SerialAt = 0x18, AssetAt = 0x19, ManufacturerAt = 0x17, PartAt = 0x1A;
        using var kept = new MemoryStream();
        foreach (var structure in Smbios.Parse(table).Where(structure => structure.Type == MemoryDevice))
        {
            kept.Write(structure.Formatted.AsSpan());
            var secret = ((int[])[SerialAt, AssetAt, ManufacturerAt, PartAt]).Select(offset => structure.Byte(offset) ?? 0).ToArray();
            foreach (var (index, text) in structure.Strings.Index())
                kept.Write(Encoding.Latin1.GetBytes((secret.Contains((byte)(index + 1)) ? "-" : text) + "\0"));
            kept.Write(structure.Strings.IsEmpty ? [0, 0] : [0]);
        }

        return kept.ToArray();
    }

    [GeneratedRegex("[0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}", RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Uuid();

    [GeneratedRegex("[0-9a-f]{16,}", RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex LongId();

    [GeneratedRegex("(?<=(?:uid|job|step|user)[_-]|user@)[0-9]+", RegexOptions.None, 10_000)]
    private static partial Regex JobId();

    [GeneratedRegex("(?:[0-9a-f]{2}:){5}[0-9a-f]{2}", RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Mac();

    [GeneratedRegex(@"\([^()\s]*@[^()\s]*\)", RegexOptions.None, 10_000)]
    private static partial Regex Builder();

    [GeneratedRegex(@"(?<key>(?:^Serial\s*:\s*|identification = ))(?<id>\S+?)(?=,|\s|$)", RegexOptions.Multiline, 10_000)]
    private static partial Regex Serial();

    [GeneratedRegex(@"(?<key>^(?:unique_id|hive_id) )\d+", RegexOptions.Multiline, 10_000)]
    private static partial Regex GroupId();
}
