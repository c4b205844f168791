using System.ComponentModel;
using System.Diagnostics;

namespace StackBench.Tests.Fixtures;

/// <summary>
/// Interpreters that tests run; where one is missing the test is skipped with the reason, or fails where nothing may be missing.
/// </summary>
internal static class PythonInterpreter
{
    /// <summary>A Python with a recent PyTorch (eng/ml-stack.sh sid).</summary>
    public const string Recent = "STACKBENCH_PYTHON";

    /// <summary>A Python with PyTorch 1.13 (eng/ml-stack.sh bookworm).</summary>
    public const string Old = "STACKBENCH_PYTHON_OLD";

    /// <param name="variable"><see cref="Recent"/> or <see cref="Old"/>.</param>
    public static string Require(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path && File.Exists(path)) return path;
        var reason = $"no interpreter with PyTorch: {variable} names none (eng/ml-stack.sh unpacks one)";
        Requirement.Missing(reason);
        return "";
    }

    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception) when (Environment.GetEnvironmentVariable("STACKBENCH_REQUIRE_ALL") != "1")
        {
            Assert.Skip($"{start.FileName} cannot be started: {exception.Message}");
            throw;
        }
    }
}
