using System.Text.RegularExpressions;

namespace StackBench.Worker.Libtorch;

/// <summary>The version of a loaded libtorch: from the files beside it where they tell more, else from the library itself.</summary>
internal static unsafe partial class LibtorchVersion
{
    public const string Unknown = "unknown";

    public static string Read(LibtorchLibrary library)
    {
        var abi = (delegate* unmanaged<ulong>)library.TryExport("aoti_torch_abi_version");
        var own = abi is null ? null : FromAbi(abi());
        var told = FromFiles(library.Folder.Path);
        return told is not null && (own is null || told.StartsWith(own, StringComparison.Ordinal)) ? told : own ?? Unknown;
    }

    /// <summary>Major, minor and patch are the three highest bytes.</summary>
    public static string FromAbi(ulong version) =>
        FormattableString.Invariant($"{version >> 56}.{(version >> 48) & 0xFF}.{(version >> 40) & 0xFF}");

    /// <summary>
    /// What torch/version.py (Python installation) or build-version (libtorch archive) above the folder says; null without them.
    /// </summary>
    public static string? FromFiles(string folder)
    {
        var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder));
        if (parent is null) return null;
        var python = Path.Combine(parent, "version.py");
        var archive = Path.Combine(parent, "build-version");
        if (File.Exists(python) && PythonVersion().Match(File.ReadAllText(python)) is { Success: true } match)
            return match.Groups["version"].Value;
        return File.Exists(archive) ? File.ReadAllText(archive).Trim() : null;
    }

    [GeneratedRegex(@"^__version__\s*=\s*['""](?<version>[^'""]+)['""]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PythonVersion();
}
