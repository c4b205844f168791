using StackBench.Protocol.Engines;

namespace StackBench.Worker.Onnxruntime;

/// <summary>The file ONNX Runtime is loaded from.</summary>
/// <param name="Kind">
/// <c>user</c> (named by <c>STACKBENCH_ONNXRUNTIME</c>), <c>bundled</c> (published beside the worker) or <c>nuget</c> (of the build).
/// </param>
internal sealed record OnnxruntimeFolder(string Library, string Kind)
{
    public const string EnvironmentName = "STACKBENCH_ONNXRUNTIME";

    public const string Remedy =
        "name a folder that has it, e.g. the onnxruntime/capi folder of a Python installation, with --onnxruntime DIR or "
            + "STACKBENCH_ONNXRUNTIME";

    private const string ContextKey = "StackBench.OnnxruntimeFolder";

    public static string LibraryName { get; } =
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";

    /// <summary>The library for this process.</summary>
    /// <exception cref="UnsupportedException">There is none.</exception>
    public static OnnxruntimeFolder Find() =>
        Find(Environment.GetEnvironmentVariable(EnvironmentName), AppContext.BaseDirectory, AppContext.GetData(ContextKey) as string);

    /// <summary>A folder the user names is taken or refused, never replaced by another one.</summary>
    /// <exception cref="UnsupportedException">There is none.</exception>
    public static OnnxruntimeFolder Find(string? named, string baseDirectory, string? package)
    {
        if (!string.IsNullOrEmpty(named))
        {
            var folder = Path.GetFullPath(named);
            return LibraryIn(folder) is { } library
                ? new OnnxruntimeFolder(library, "user")
                : throw new UnsupportedException($"{LibraryName} is not in '{folder}'", Remedy);
        }

        string[] published = [Path.Combine(baseDirectory, "onnxruntime"), Path.Combine(baseDirectory, "..", "onnxruntime")];
        var candidates = published.Select(path => (Folder: Path.GetFullPath(path), Kind: "bundled"));
        if (!string.IsNullOrEmpty(package)) candidates = candidates.Append((package, "nuget"));
        foreach (var (folder, kind) in candidates)
            if (LibraryIn(folder) is { } library) return new OnnxruntimeFolder(library, kind);
        throw new UnsupportedException($"{LibraryName} was not found", Remedy);
    }

    // Wheels and distributions have it with its version behind the name only.
    private static string? LibraryIn(string folder)
    {
        if (!Directory.Exists(folder)) return null;
        var plain = Path.Combine(folder, LibraryName);
        return File.Exists(plain)
            ? plain
            : Directory.EnumerateFiles(folder, LibraryName + ".*").OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal)
                .FirstOrDefault();
    }
}
