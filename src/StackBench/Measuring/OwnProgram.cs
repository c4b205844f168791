using System.Collections.Immutable;

namespace StackBench.Measuring;

/// <summary>This very program, started once more as an engine.</summary>
internal static class OwnProgram
{
    /// <summary>The hidden verb.</summary>
    public const string EngineVerb = "engine";

    public static ImmutableArray<string> Engine(string name) => [Path(), EngineVerb, name];

    // Started as `dotnet stackbench.dll` the process is dotnet, but its executable lies beside the library.
    private static string Path()
    {
        var beside = System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "stackbench.exe" : "stackbench");
        return File.Exists(beside) ? beside : Environment.ProcessPath ?? beside;
    }
}
