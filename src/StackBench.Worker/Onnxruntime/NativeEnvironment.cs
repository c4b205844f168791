using System.Runtime.InteropServices;

namespace StackBench.Worker.Onnxruntime;

/// <summary>Environment variables as native libraries see them: .NET keeps a copy of its own, which they do not read.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for libraries that are loaded afterwards.</summary>
    public static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows()) _ = SetVariable(name, value, overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
