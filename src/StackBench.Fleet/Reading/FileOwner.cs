using System.Runtime.InteropServices;

namespace StackBench.Fleet.Reading;

/// <summary>Who owns a file, and whether it is a link: asked of the entry itself, not of what it leads to.</summary>
internal static partial class FileOwner
{
    private const int CurrentFolder = -100, NotFollowing = 0x100;
    private const uint TypeAndOwner = 0x1 | 0x8;

    // struct statx is the same on every architecture: 256 bytes, the owner at byte 20, the mode at byte 28.
    private const int StatBytes = 256, OwnerAt = 20, ModeAt = 28, TypeMask = 0xF000, RegularFile = 0x8000;

    /// <summary>Null where it is not a regular file; the owner null where the system does not say.</summary>
    public static (uint? Owner, bool IsRegular) Of(string path)
    {
        if (!OperatingSystem.IsLinux()) return (null, File.Exists(path) && new FileInfo(path).LinkTarget is null);
        Span<byte> status = stackalloc byte[StatBytes];
        try
        {
            return Status(CurrentFolder, path, NotFollowing, TypeAndOwner, status) == 0
                ? (BitConverter.ToUInt32(status[OwnerAt..]), (BitConverter.ToUInt16(status[ModeAt..]) & TypeMask) == RegularFile)
                : (null, false);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return (null, File.Exists(path) && new FileInfo(path).LinkTarget is null);
        }
    }

    /// <summary>Who this process is to files; null where the system does not say.</summary>
    public static uint? CurrentUser() => OperatingSystem.IsLinux() ? User() : null;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint User();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint mask, Span<byte> status);
}
