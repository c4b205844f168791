using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace StackBench.Exchange.Import;

/// <summary>The one list of all formats that can be imported; the first that recognises a file reads it.</summary>
public static class Importers
{
    /// <summary>The format of this program's own documents, whose ids are given.</summary>
    public static string OwnFormat { get; } = new RunDocumentImporter().Name;

    public static ImmutableArray<IRunImporter> All { get; } =
    [
        new RunDocumentImporter(),
        new LlamaBenchImporter(),
        new HyperfineImporter(),
        new PytestBenchmarkImporter(),
        new GoogleBenchmarkImporter(),
        new GuideLlmImporter(),
        new GenAiPerfImporter(),
        new SglangImporter(),
        new VllmImporter(),
        new NvbandwidthImporter(),
        new ClpeakImporter(),
        new TransferBenchImporter(),
        new RocmBandwidthTestImporter(),
        new DcgmDiagImporter(),
        new RvsImporter(),
        new LoadGenImporter(),
        new MamfFinderImporter(),
        new RustyStackImporter(),
        new CollectivesImporter(),
        new StreamImporter(),
        new SuperBenchImporter(),
    ];

    /// <summary>Null when there is no such format.</summary>
    public static IRunImporter? Named(string name) => All.FirstOrDefault(importer => importer.Name == name);

    /// <exception cref="ImportException">No format recognises the file, or it is broken.</exception>
    public static ImportedFile Read(ImportSource source, IRunImporter? importer = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var chosen = importer ?? All.FirstOrDefault(candidate => candidate.Recognizes(source))
            ?? throw new ImportException(
            source.Name, null, $"unknown format; known are {string.Join(", ", All.Select(known => known.Name))}");
        try
        {
            return chosen.Read(source);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new ImportException(source.Name, null, "takes too long to read: a line is of no form the tool writes", exception);
        }
    }
}
