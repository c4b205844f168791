using System.Runtime.CompilerServices;
using System.Text;
using StackBench.Core.Json;
using StackBench.Exchange.Import;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Exchange;

/// <summary>Files in the forms that the tools write, of our own making after the tools' sources: what each gives.</summary>
public sealed class ImportFormsTests
{
    private static readonly Lazy<Task<NJsonSchema.JsonSchema>> Schema =
        new(() => NJsonSchema.JsonSchema.FromJsonAsync(File.ReadAllText(RepositoryFile.Path("docs/run.schema.json"))));

    public static TheoryData<string> Files { get; } =
        new(Directory.EnumerateFiles(Folder()).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));

    internal static string Folder([CallerFilePath] string testFile = "") => Path.Combine(Path.GetDirectoryName(testFile)!, "Imports");

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_gives_what_it_holds_in_a_valid_document(string name)
    {
        var source = new ImportSource(name, File.ReadAllBytes(Path.Combine(Folder(), name)), ExampleRun.Start);
        Assert.Single(Importers.All, importer => importer == Importers.All.First(candidate => candidate.Recognizes(source)));
        var file = Importers.Read(source);
        Snapshot.Match(ImportedText.Of(file), $"import-{name}");
        foreach (var run in file.Runs)
        {
            var document = RunDocument.Write(run);
            Assert.Equal(document, RunDocument.Write(RunDocument.Read(document, "again")));
            Assert.Empty((await Schema.Value).Validate(Encoding.UTF8.GetString(document)));
        }
    }
}
