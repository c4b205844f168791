using System.Globalization;
using System.Runtime.InteropServices;
using StackBench.Machine.Files;

namespace StackBench.Machine.Gpu;

/// <summary>Whether this process may use a device file; sysfs shows a GPU to everyone, and containers filter only the files in /dev.</summary>
internal static partial class DeviceAccess
{
    private const int StatxBytes = 256;
    private const int GroupOffset = 24;
    private const int CurrentFolder = -100;
    private const uint GroupMask = 0x10;

    /// <summary><c>usable</c>, or why not, with the group to join.</summary>
    public static Fact<string> Check(SystemTree tree, string device)
    {
        if (!File.Exists(device)) return Fact<string>.Unknown($"{device} is not here: the driver is not loaded, or the container does not pass it through");
        try
        {
            using var file = File.OpenHandle(device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return "usable";
        }
        catch (UnauthorizedAccessException)
        {
            return Fact<string>.Unknown($"no permission to open {device}: join {Group(tree, device)}");
        }
        catch (IOException exception)
        {
            return Fact<string>.Unknown($"{device} cannot be opened: {PlainText.OneLine(exception.Message)}");
        }
    }

    /// <summary>Name of a group from the text of <c>/etc/group</c>, else its number: inside containers numbers often have no name.</summary>
    public static string GroupName(string groups, uint id) =>
        groups.Split('\n').Select(line => line.Split(':')).Where(parts => parts.Length >= 3 && parts[2] == id.ToString(CultureInfo.InvariantCulture)).Select(parts => $"group '{parts[0]}'").FirstOrDefault()
            ?? string.Create(CultureInfo.InvariantCulture, $"the group with number {id}");

    private static string Group(SystemTree tree, string device)
    {
        var status = new byte[StatxBytes];
        return Statx(CurrentFolder, device, 0, GroupMask, status) == 0 ? GroupName(tree.Text("/etc/group").Or(""), BitConverter.ToUInt32(status, GroupOffset)) : "the group that owns the file";
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] status);
}
