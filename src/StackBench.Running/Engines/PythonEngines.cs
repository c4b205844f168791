using System.Collections.Immutable;

namespace StackBench.Running.Engines;

/// <summary>
/// The libraries of a Python interpreter, each an engine of its own: what one of them breaks or occupies does not reach the others.
/// </summary>
public static class PythonEngines
{
    private const string WorkerFolder = "stackbench_worker";

    public static ImmutableArray<string> Families { get; } = KnownEngine.NamesOf(EngineKind.Python);

    /// <param name="interpreter">Program; null where there is none.</param>
    /// <param name="workerFolder">See <see cref="Find"/>.</param>
    /// <param name="packages">What its files say is installed; null when that is not known, so that a start must tell.</param>
    public static ImmutableArray<EngineDefinition> Define(
        string? interpreter, string workerFolder, IReadOnlyCollection<string>? packages) => interpreter is null
        ? Without(
            workerFolder, "there is no Python interpreter here", "install Python with PyTorch, or name an interpreter with --python")
        : [.. Families.Select(family => Engine(family, interpreter, workerFolder, Missing(family, interpreter, packages)))];

    /// <summary>The engines where no interpreter can be started, and why.</summary>
    public static ImmutableArray<EngineDefinition> Without(string workerFolder, string reason, string remedy) =>
        [.. Families.Select(family => Engine(family, "python3", workerFolder, (reason, remedy)))];

    /// <summary>The worker's folder in the program's; null where it is missing.</summary>
    /// <param name="baseDirectory">Folder of the host program.</param>
    public static string? Find(string baseDirectory)
    {
        var folder = Path.Combine(baseDirectory, "python", WorkerFolder);
        return Directory.Exists(folder) ? folder : null;
    }

    private static EngineDefinition Engine(
        string family, string interpreter, string workerFolder, (string Reason, string Remedy)? missing) => new()
        {
            Name = family,
            Command = [interpreter, "-u", workerFolder, family],
            // The product's own folder may be read-only, and need not be littered.
            Environment = ImmutableDictionary<string, string>.Empty.Add("PYTHONDONTWRITEBYTECODE", "1"),
            Missing = missing,
        };

    private static (string Reason, string Remedy)? Missing(string family, string interpreter, IReadOnlyCollection<string>? packages)
    {
        if (packages is null) return null;
        var own = KnownEngine.All.First(engine => engine.Name == family).Package!;
        var absent = new[] { "torch", own }.FirstOrDefault(package => !packages.Any(installed => IsOf(installed, package)));
        if (absent is null) return null;
        // The Triton of a ROCm or XPU build of PyTorch has another name, and the plain one would overwrite it.
        var remedy = absent == "triton" ? "install the Triton that belongs to this PyTorch" : $"pip install {absent}";
        return ($"{absent} is not installed for {interpreter}", $"{remedy}, or name another interpreter with --python");
    }

    // pytorch-triton-rocm, triton-rocm, pytorch-triton-xpu.
    private static bool IsOf(string installed, string package) =>
        installed == package || (package == "triton" && installed.Contains("triton", StringComparison.Ordinal));
}
