using StackBench.Core.Json;

namespace StackBench.Exchange.Import;

/// <summary>StackBench's own run documents and logs, without loss.</summary>
internal sealed class RunDocumentImporter : IRunImporter
{
    public string Name => "stackbench";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Text.AsSpan().TrimStart().StartsWith("{") && source.Has("\"schemaVersion\"") && source.Has("\"fingerprint\"");
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            return new ImportedFile(
                Name, [RunDocument.Read(source.Bytes is [0xEF, 0xBB, 0xBF, ..] ? source.Bytes.AsSpan(3) : source.Bytes, source.Name)], []);
        }
        catch (RunDocumentException exception)
        {
            throw new ImportException(source.Name, null, exception.Message.StartsWith(source.Name, StringComparison.Ordinal)
                ? exception.Message[source.Name.Length..].TrimStart(':', ',', ' ')
                : exception.Message, exception);
        }
    }
}
