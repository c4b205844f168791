using System.Text;

namespace StackBench.Llm.Gguf;

/// <summary>Makes a synthetic model in a folder: the GGUF file and the Hugging Face style configuration beside it.</summary>
public static class ModelFolder
{
    /// <summary>Path the model has in a folder.</summary>
    public static string PathOf(SyntheticModel model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Path.Combine(folder, model.FileName);
    }

    /// <summary>Makes the folder, the model and its configuration; each file is complete or not there.</summary>
    /// <returns>Path of the GGUF file.</returns>
    /// <exception cref="IOException">It cannot be written: no space, no rights; nothing half remains.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static string Make(SyntheticModel model, string folder, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        var path = PathOf(model, folder);
        Directory.CreateDirectory(folder);
        var size = SyntheticModelWriter.SizeOf(model);
        // Asked for at once, a full disk is found before the first weight is drawn.
        Write(path, temporary => new FileStream(temporary, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0, PreallocationSize = size }),
            stream => SyntheticModelWriter.Write(model, stream, progress, cancellation));
        WriteText(Path.Combine(folder, HuggingFaceConfig.FileName), HuggingFaceConfig.Model(model.Shape));
        WriteText(Path.Combine(folder, HuggingFaceConfig.GenerationFileName), HuggingFaceConfig.Generation());
        return path;
    }

    /// <summary>Writes beside the target and renames; whatever goes wrong, nothing half remains.</summary>
    internal static void Write(string path, Func<string, Stream> open, Action<Stream> write)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, FormattableString.Invariant($".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp"));
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

    private static void WriteText(string path, string text) =>
        Write(path, temporary => new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
