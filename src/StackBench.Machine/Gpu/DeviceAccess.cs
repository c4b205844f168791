using System.Globalization;
using System.Runtime.InteropServices;
using StackBench.Machine.Files;

namespace StackBench.Machine.Gpu;

/// <summary>
/// Whether this process may use a device file; sysfs shows a GPU to everyone, and containers filter only the files in /dev.
/// </summary>
internal static partial class DeviceAccess
{
    private const int StatxBytes = 256;
    private const int GroupOffset = 24;
    private const int CurrentFolder = -100;
    private const uint GroupMask = 0x10;

    public static GpuAccess CheckRenderNode(SystemTree tree, string pciAddress)
    {
        var node = tree.Names($"/sys/bus/pci/devices/{pciAddress}/drm")
            .FirstOrDefault(name => name.StartsWith("renderD", StringComparison.Ordinal));
        return node is null ? new GpuAccess(GpuBarrier.NoRenderNode) : Check(tree, $"/dev/dri/{node}");
    }

    public static GpuAccess Check(SystemTree tree, string device)
    {
        if (!File.Exists(device)) return new GpuAccess(GpuBarrier.NoDevice, device);
        try
        {
            using var file = File.OpenHandle(device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return new GpuAccess(GpuBarrier.None, device);
        }
        catch (UnauthorizedAccessException)
        {
            return new GpuAccess(GpuBarrier.NoPermission, device, Group(tree, device));
        }
        catch (IOException exception)
        {
            return new GpuAccess(GpuBarrier.Broken, device, PlainText.OneLine(exception.Message));
        }
    }

    /// <summary>
    /// Name of a group from the text of <c>/etc/group</c>, else its number: inside containers numbers often have no name.
    /// </summary>
    public static string GroupName(string groups, uint id) =>
        groups.Split('\n').Select(line => line.Split(':'))
            .Where(parts => parts.Length >= 3 && parts[2] == id.ToString(CultureInfo.InvariantCulture))
            .Select(parts => $"group '{parts[0]}'").FirstOrDefault()
            ?? string.Create(CultureInfo.InvariantCulture, $"the group with number {id}");

    private static string Group(SystemTree tree, string device)
    {
        var status = new byte[StatxBytes];
        return Statx(CurrentFolder, device, 0, GroupMask, status) == 0
            ? GroupName(tree.Text("/etc/group").Or(""), BitConverter.ToUInt32(status, GroupOffset))
            : "the group that owns the file";
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] status);
}
