using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>The one list of all formats that can be imported; the first that recognises a file reads it.</summary>
public static class Importers
{
    public static ImmutableArray<IRunImporter> All { get; } =
    [
        new RunDocumentImporter(),
        new LlamaBenchImporter(),
        new HyperfineImporter(),
        new GoogleBenchmarkImporter(),
        new VllmImporter(),
        new NvbandwidthImporter(),
        new ClpeakImporter(),
        new TransferBenchImporter(),
        new RustyStackImporter(),
        new StreamImporter(),
        new CollectivesImporter(),
    ];

    /// <summary>Null when there is no such format.</summary>
    public static IRunImporter? Named(string name) => All.FirstOrDefault(importer => importer.Name == name);

    /// <exception cref="ImportException">No format recognises the file, or it is broken.</exception>
    public static Run Read(ImportSource source, IRunImporter? importer = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var chosen = importer ?? All.FirstOrDefault(candidate => candidate.Recognizes(source))
            ?? throw new ImportException(
            source.Name, null, $"no known format; known are {string.Join(", ", All.Select(known => known.Name))}");
        return chosen.Read(source);
    }
}
