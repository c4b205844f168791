using System.Collections.Immutable;
using System.Text;

namespace StackBench.Llm.Gguf;

/// <summary>
/// Makes a synthetic model in a folder: the GGUF file, and beside it configuration and tokenizer in the form of Hugging Face.
/// </summary>
public static class ModelFolder
{
    /// <summary>The model of a cache of models, each in a folder of its own; made where it is missing.</summary>
    /// <inheritdoc cref="Make"/>
    public static string Find(SyntheticModel model, string cache, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        var folder = Path.Combine(cache, model.Identity);
        var path = PathOf(model, folder);
        // Renamed into place when complete: a file that is there is whole.
        return File.Exists(path) ? path : Make(model, folder, cancellation: cancellation);
    }

    /// <summary>Path the model has in a folder.</summary>
    private static string PathOf(SyntheticModel model, string folder) =>
        Path.Combine(folder, model.FileName);

    /// <summary>Names of all files of a model.</summary>
    public static ImmutableArray<string> Files(SyntheticModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [model.FileName, .. Texts(model.Shape).Select(text => text.Name)];
    }

    /// <summary>Makes the configuration and the tokenizer alone, for loaders that make weights themselves.</summary>
    /// <inheritdoc cref="Make"/>
    public static void Describe(SyntheticModel model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in Texts(model.Shape)) WriteText(Path.Combine(folder, name), text());
    }

    /// <summary>Makes the folder, the model and its configuration; each file is complete or not there.</summary>
    /// <returns>Path of the GGUF file.</returns>
    /// <exception cref="IOException">It cannot be written: no space, no rights; nothing half remains.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static string Make(
        SyntheticModel model, string folder, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var path = PathOf(model, folder);
        Directory.CreateDirectory(folder);
        var size = SyntheticModelWriter.SizeOf(model);
        // Asked for at once, a full disk is found before the first weight is drawn.
        Write(path, temporary => new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
            PreallocationSize = size,
        }),
            stream => SyntheticModelWriter.Write(model, stream, progress, cancellation));
        Describe(model, folder);
        return path;
    }

    /// <summary>Writes beside the target and renames; whatever goes wrong, nothing half remains.</summary>
    internal static void Write(string path, Func<string, Stream> open, Action<Stream> write)
    {
        var temporary = Path.Combine(
            Path.GetDirectoryName(path)!, FormattableString.Invariant($".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp"));
        try
        {
            using (var stream = open(temporary)) write(stream);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static ImmutableArray<(string Name, Func<string> Text)> Texts(ModelShape shape) =>
    [
        (HuggingFaceConfig.FileName, () => HuggingFaceConfig.Model(shape)),
        (HuggingFaceConfig.GenerationFileName, HuggingFaceConfig.Generation),
        (HuggingFaceTokenizer.FileName, () => HuggingFaceTokenizer.Tokenizer(shape.Vocabulary)),
        (HuggingFaceTokenizer.ConfigFileName, () => HuggingFaceTokenizer.Config(shape)),
        (HuggingFaceTokenizer.SpecialTokensFileName, () => HuggingFaceTokenizer.SpecialTokens(shape.Vocabulary)),
    ];

    private static void WriteText(string path, string text) =>
        Write(path, temporary => new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None),
            stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
