using StackBench.Machine.Files;

namespace StackBench.Machine.Software;

/// <summary>What a PyTorch was built for, from its version or its own <c>version.py</c>.</summary>
internal static class TorchBuild
{
    /// <param name="folder"><c>site-packages</c> that holds the package.</param>
    public static Fact<string> Of(SystemTree tree, string version, string folder) =>
        OfVersion(version) is { } build
            ? build
            : tree.Text($"{folder}/torch/version.py").Then(text => OfText(text, $"{folder}/torch/version.py"));

    /// <summary>The part after <c>+</c>: <c>cpu</c>, <c>cu124</c>, <c>rocm6.2</c>, <c>xpu</c>; null where it tells nothing.</summary>
    public static string? OfVersion(string version)
    {
        var local = version.Split('+') is [_, var part] ? part : "";
        if (local is "cpu" or "xpu") return local;
        if (local.StartsWith("cpu.", StringComparison.Ordinal)) return "cpu";
        if (local.StartsWith("rocm", StringComparison.Ordinal) && local.Length > 4 && char.IsAsciiDigit(local[4]))
            return $"rocm {local[4..]}";
        // The last digit is the minor version: cu124, cu92.
        return local.StartsWith("cu", StringComparison.Ordinal) && local.Length is 4 or 5
            && local.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0
            ? $"cuda {local[2..^1]}.{local[^1]}"
            : null;
    }

    /// <summary>Assignments such as <c>cuda: Optional[str] = '12.4'</c> and <c>hip = None</c>.</summary>
    public static Fact<string> OfText(string text, string path)
    {
        var (cuda, hip, xpu) =
            (Value(text, "cuda"), Value(text, "rocm") is { Length: > 0 } rocm ? rocm : Value(text, "hip"), Value(text, "xpu"));
        if (hip is { Length: > 0 }) return $"rocm {hip}";
        if (cuda is { Length: > 0 }) return $"cuda {cuda}";
        if (xpu is { Length: > 0 }) return "xpu";
        return cuda is null ? Fact<string>.Unknown($"{path} does not tell what it was built for") : "cpu";
    }

    /// <summary>Empty for <c>None</c>; null where nothing is assigned.</summary>
    private static string? Value(string text, string name)
    {
        var line = text.Split('\n').FirstOrDefault(
            line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or ':' or '=');
        if (line is null || line.Split('=', 2) is not [_, var right]) return null;
        var value = PlainText.OneLine(right).Trim('\'', '"');
        return value == "None" ? "" : value;
    }
}
