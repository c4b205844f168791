using StackBench.Machine.Files;
using StackBench.Machine.Software;

namespace StackBench.Machine.Reading;

/// <summary>The software of a machine as a run measures it: with the interpreter and the llama.cpp that were named for it.</summary>
public static class MeasuredSoftware
{
    /// <param name="interpreter">Path of the Python that is measured; null for the one a user would start.</param>
    /// <param name="variable">Environment of the engines.</param>
    /// <param name="root">Where the paths are.</param>
    public static SoftwareFacts Of(
        SoftwareFacts software, string? interpreter, Func<string, string?> variable, string root = "/")
    {
        ArgumentNullException.ThrowIfNull(software);
        ArgumentNullException.ThrowIfNull(variable);
        if (ReferenceEquals(software, SoftwareFacts.Unread)) return software;
        var tree = new SystemTree(root);
        if (variable(ToolReader.LlamaVariable) is { Length: > 0 })
            software = software with { LlamaCpp = ToolReader.LlamaCpp(tree, DpkgStatus.Read(tree), variable) };
        if (interpreter is null) return software;
        var others = software.Pythons.Where(python => python.Path != interpreter).Select(python => python with { IsActive = false });
        return software with { Pythons = [PythonReader.Named(tree, interpreter, variable), .. others] };
    }
}
