using StackBench.Protocol.Engines;

namespace StackBench.Worker.Libtorch;

/// <summary>The folder libtorch is loaded from.</summary>
/// <param name="Kind">
/// <c>user</c> (named by <c>STACKBENCH_LIBTORCH</c>), <c>bundled</c> (published beside the worker) or <c>nuget</c> (package of the build).
/// </param>
internal sealed record LibtorchFolder(string Path, string Kind)
{
    public const string EnvironmentName = "STACKBENCH_LIBTORCH";

    public const string Remedy =
        "name a folder that has it, e.g. the torch/lib folder of a Python installation, with --libtorch DIR or STACKBENCH_LIBTORCH";

    private const string ContextKey = "StackBench.LibtorchFolder";

    public static string LibraryName { get; } =
        OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";

    public string Library => System.IO.Path.Combine(Path, LibraryName);

    /// <summary>The folder for this process.</summary>
    /// <exception cref="UnsupportedException">There is none.</exception>
    public static LibtorchFolder Find() =>
        Find(Environment.GetEnvironmentVariable(EnvironmentName), AppContext.BaseDirectory, AppContext.GetData(ContextKey) as string);

    /// <summary>A folder the user names is taken or refused, never replaced by another one.</summary>
    /// <exception cref="UnsupportedException">There is none.</exception>
    public static LibtorchFolder Find(string? named, string baseDirectory, string? package)
    {
        if (!string.IsNullOrEmpty(named))
        {
            var user = new LibtorchFolder(System.IO.Path.GetFullPath(named), "user");
            return File.Exists(user.Library) ? user : throw new UnsupportedException($"{LibraryName} is not in '{user.Path}'", Remedy);
        }

        string[] published = [System.IO.Path.Combine(baseDirectory, "libtorch"), System.IO.Path.Combine(baseDirectory, "..", "libtorch")];
        var candidates = published.Select(path => new LibtorchFolder(System.IO.Path.GetFullPath(path), "bundled"));
        if (!string.IsNullOrEmpty(package)) candidates = candidates.Append(new LibtorchFolder(package, "nuget"));
        return candidates.FirstOrDefault(folder => File.Exists(folder.Library))
            ?? throw new UnsupportedException($"{LibraryName} was not found", Remedy);
    }
}
