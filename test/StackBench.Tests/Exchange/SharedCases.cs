using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Exchange;

/// <summary>The inputs of public bug reports in ../shared/cases, and the names its table lists.</summary>
internal static class SharedCases
{
    public const string Absent = "the cases (shared/cases) are not here";

    public static string? Folder { get; } = Find();

    /// <summary>First cells of a section of the table, one a name; empty where the folder is absent.</summary>
    public static IReadOnlyList<string> Names(string section) => Folder is null
        ? []
        :
        [
            .. File.ReadLines(Path.Combine(Folder, "README.md")).SkipWhile(line => line != $"## {section}/").Skip(1)
                .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                .SelectMany(line => line.Split('|')[1].Split(',', StringSplitOptions.TrimEntries)).Where(name => name.Contains('.')),
        ];

    public static string PathOf(string name)
    {
        if (Folder is null) Requirement.Missing(Absent);
        return Path.Combine(Folder!, name);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "cases") is var cases && File.Exists(Path.Combine(cases, "README.md")))
                return cases;
        return null;
    }
}
