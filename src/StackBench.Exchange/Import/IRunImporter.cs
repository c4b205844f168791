namespace StackBench.Exchange.Import;

/// <summary>Reads the results of one tool.</summary>
public interface IRunImporter
{
    /// <summary>On the command line: <c>llama-bench</c>.</summary>
    string Name { get; }

    /// <summary>Whether the text looks like the tool's; a cheap look that never throws.</summary>
    bool Recognizes(ImportSource source);

    /// <summary>Every result in the file, and what was left out.</summary>
    /// <exception cref="ImportException">It is not what the tool writes, or holds no result.</exception>
    ImportedFile Read(ImportSource source);
}
