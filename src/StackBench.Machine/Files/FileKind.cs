using System.Runtime.InteropServices;

namespace StackBench.Machine.Files;

/// <summary>What a path leads to, asked without opening it: to open a pipe waits for its writer.</summary>
public static partial class FileKind
{
    private const int CurrentFolder = -100;
    private const uint TypeOnly = 1;

    // struct statx is the same on every architecture: 256 bytes, the mode at byte 28.
    private const int StatBytes = 256, ModeAt = 28;
    private const int TypeMask = 0xF000, Pipe = 0x1000, CharacterDevice = 0x2000, Socket = 0xC000;

    /// <summary>Whether it is a pipe, a device or a socket: reading it may never end. False where that cannot be told.</summary>
    public static bool MayNotEnd(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        Span<byte> status = stackalloc byte[StatBytes];
        try
        {
            return Status(CurrentFolder, path, 0, TypeOnly, status) == 0
                && (BitConverter.ToUInt16(status[ModeAt..]) & TypeMask) is Pipe or CharacterDevice or Socket;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint mask, Span<byte> status);
}
