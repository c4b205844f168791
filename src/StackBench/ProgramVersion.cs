using System.Reflection;
using StackBench.Core.Results;

namespace StackBench;

/// <summary>The version of this program, from the build.</summary>
internal static class ProgramVersion
{
    public static ToolVersion Tool { get; } = new(
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        ToolVersion.CurrentMethod);
}
