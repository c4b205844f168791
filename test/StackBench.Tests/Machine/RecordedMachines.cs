using System.Text.Json;
using System.Text.Json.Nodes;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Machine;

/// <summary>The recorded machines outside the repository; tests that need them are skipped where they are absent.</summary>
internal static class RecordedMachines
{
    private const string FolderVariable = "STACKBENCH_SHARED";

    /// <summary>Folder of a set: the root of a recorded tree.</summary>
    public static string Root(string set)
    {
        var folder = Path.Combine(Folder(), set);
        Assert.True(Directory.Exists(folder), $"the recorded machines have no set '{set}'");
        return folder;
    }

    /// <summary>Facts to expect of a set.</summary>
    public static JsonObject Expected(string set) =>
        (JsonObject)All().Single(fixture => (string?)fixture["id"] == set);

    public static IReadOnlyList<JsonObject> All()
    {
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), "expected.json")),
            documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true });
        return [.. document!["fixtures"]!.AsArray().Select(fixture => (JsonObject)fixture!)];
    }

    private static string Folder()
    {
        var found = Candidates().Select(shared => Path.Combine(shared, "fixtures", "hardware")).FirstOrDefault(Directory.Exists);
        if (found is not null) return found;
        const string Reason = "the recorded machines (shared/fixtures/hardware) are not here; set " + FolderVariable;
        Requirement.Missing(Reason);
        return "";
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named) yield return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "shared");
    }
}
