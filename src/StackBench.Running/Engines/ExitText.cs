using System.Globalization;

namespace StackBench.Running.Engines;

/// <summary>An exit code in words. .NET reports a death by signal as 128 + signal.</summary>
internal static class ExitText
{
    public static string Of(int code) => code switch
    {
        126 => "exited with code 126: it may not be executed",
        127 => "exited with code 127: there is no such program",
        134 => "died of SIGABRT (exit code 134)",
        135 => "died of SIGBUS (exit code 135)",
        132 => "died of SIGILL, an instruction this processor lacks (exit code 132)",
        136 => "died of SIGFPE (exit code 136)",
        137 => "was killed by SIGKILL (exit code 137; the kernel does this when memory runs out)",
        139 => "crashed with SIGSEGV (exit code 139)",
        143 => "was ended by SIGTERM (exit code 143)",
        _ => string.Create(CultureInfo.InvariantCulture, $"exited with code {code}"),
    };
}
