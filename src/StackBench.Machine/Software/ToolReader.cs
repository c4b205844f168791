using System.Collections.Immutable;
using StackBench.Machine.Files;

namespace StackBench.Machine.Software;

/// <summary>Programs by their package and by the folders programs lie in; none is started.</summary>
internal static class ToolReader
{
    private static readonly ImmutableArray<string> SystemFolders = ["/usr/local/bin", "/usr/bin", "/usr/local/sbin", "/usr/sbin"];

    /// <summary>Holds the folder of the llama.cpp that is measured in place of the one on the path.</summary>
    public const string LlamaVariable = "STACKBENCH_LLAMA";

    public static ToolFacts LlamaCpp(SystemTree tree, DpkgStatus packages, Func<string, string?> variable)
    {
        ImmutableArray<string> programs = ["llama-bench", "llama-server", "llama-cli"], candidates = ["llama.cpp-tools", "llama.cpp"];
        return variable(LlamaVariable) is { Length: > 0 } folder
            ? Find(tree, packages, [Path.GetFullPath(folder).TrimEnd('/')], "llama.cpp", programs, candidates)
            : Find(tree, packages, Folders(variable), "llama.cpp", programs, candidates);
    }

    public static ToolFacts Slurm(SystemTree tree, DpkgStatus packages, Func<string, string?> variable) =>
        Find(tree, packages, Folders(variable), "Slurm", ["sinfo", "srun", "slurmd", "slurmctld"],
            ["slurm-wlm-basic-plugins", "slurmd", "slurmctld", "slurm-client", "slurm-wlm"]);

    /// <summary>Of the newest server installed.</summary>
    public static ToolFacts PostgreSql(SystemTree tree, DpkgStatus packages, Func<string, string?> variable)
    {
        var servers = tree.Names("/usr/lib/postgresql").Where(name => tree.IsFile($"/usr/lib/postgresql/{name}/bin/postgres")).ToArray();
        if (servers is not [.., var newest]) return Find(tree, packages, Folders(variable), "PostgreSQL", ["postgres"], []);
        return new ToolFacts
        {
            Path = $"/usr/lib/postgresql/{newest}/bin/postgres",
            // The folder's name is the major version, which is what it can be told from without its package.
            Version = packages.Version($"postgresql-{newest}").Else(() => PlainText.OneLine(newest)),
        };
    }

    private static IEnumerable<string> Folders(Func<string, string?> variable) =>
        (variable("PATH") ?? "").Split(':').Where(folder => folder.StartsWith('/')).Select(folder => folder.TrimEnd('/'))
            .Concat(SystemFolders).Distinct(StringComparer.Ordinal);

    private static ToolFacts Find(SystemTree tree, DpkgStatus packages, IEnumerable<string> folders, string name,
        ImmutableArray<string> programs, ImmutableArray<string> candidates)
    {
        var path = programs.SelectMany(_ => folders, (program, folder) => $"{folder}/{program}").FirstOrDefault(tree.IsFile);
        if (path is null)
            return new ToolFacts
            {
                Path = Fact<string>.Unknown($"{name} was not found"),
                Version = Fact<string>.Unknown($"{name} was not found"),
            };
        // A program outside the system's folders did not come with the system's package.
        var version = path.StartsWith("/usr/bin/", StringComparison.Ordinal) || path.StartsWith("/usr/sbin/", StringComparison.Ordinal)
            ? candidates.Select(packages.Version).FirstOrDefault(found => found.IsKnown)
            : default;
        return new ToolFacts
        {
            Path = PlainText.OneLine(path),
            Version = version.IsKnown ? version : Fact<string>.Unknown(
            $"no package tells the version of {PlainText.OneLine(path)}")
        };
    }
}
