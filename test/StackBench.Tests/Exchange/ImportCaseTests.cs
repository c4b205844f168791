using StackBench.Exchange.Import;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Exchange;

/// <summary>Every file that the table of ../shared/cases names gives what the table says; what that is stands in a snapshot each.</summary>
public sealed class ImportCaseTests
{
    private const string NoCase = "";

    public static TheoryData<string> Names { get; } =
        new(SharedCases.Folder is null ? [NoCase] : SharedCases.Names("import").Where(name => !name.Contains('/')));

    public static TheoryData<string> Hostile { get; } =
        new(SharedCases.Folder is null
            ? [NoCase]
            : Directory.EnumerateFiles(Path.Combine(SharedCases.Folder, "hostile")).Select(path => Path.GetFileName(path)!));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_case_gives_what_its_table_says(string name)
    {
        var path = SharedCases.PathOf($"import/{name}");
        Snapshot.Match(ImportedText.Of(Importers.Read(new ImportSource(name, File.ReadAllBytes(path), ExampleRun.Start))), $"case-{name}");
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_file_is_refused_by_its_name(string name)
    {
        var path = SharedCases.PathOf($"hostile/{name}");
        var exception = Assert.Throws<ImportException>(() =>
            Importers.Read(new ImportSource(name, File.ReadAllBytes(path), ExampleRun.Start)));
        Assert.StartsWith(name, exception.Message, StringComparison.Ordinal);
    }
}
