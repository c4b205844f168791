using StackBench.Core.Text;
using StackBench.Llm.Gguf;
using StackBench.Llm.Safetensors;
using StackBench.Workloads.Llm;

namespace StackBench.Measuring;

/// <summary>The user's own model, a file or a folder: known by its content, not by where it lies.</summary>
internal static class UserModel
{
    private const int LongestTitle = 60;
    private const long LargeBytes = 1L << 30;
    private const string Remedy = "give --model a GGUF file, or a folder with one GGUF model or with config.json and safetensors";

    /// <exception cref="UserErrorException">It cannot be read or is no model.</exception>
    public static LlmModel Read(string path, Action<string> note)
    {
        try
        {
            foreach (var file in Directory.Exists(path) ? Directory.EnumerateFiles(path) : [path]) RequireRegular(file);
            if (!Directory.Exists(path)) return ReadGguf(path, note);
            var parts = GgufParts.In(path);
            var hasSafetensors = Directory.EnumerateFiles(path, "*.safetensors").Any();
            if (!parts.IsEmpty && hasSafetensors) throw new FormatException("it holds GGUF files and safetensors");
            if (!parts.IsEmpty) return ReadGguf(parts[0], note);
            if (!File.Exists(Path.Combine(path, HuggingFaceConfig.FileName)))
                throw new FormatException(hasSafetensors
                    ? $"there is no {HuggingFaceConfig.FileName} beside the safetensors"
                    : "it holds neither a GGUF file nor config.json with safetensors");
            var folder = HuggingFaceFolder.Read(path);
            return LlmModel.Of(Title("", Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + "."), folder.Sha256, folder.Facts,
                path) with
            { IsHuggingFace = true };
        }
        catch (Exception exception) when (exception is GgufException or FormatException)
        {
            throw new UserErrorException(
                $"{path} is no model that can be measured: {SafeText.OneLine(exception.Message)}", Remedy, ExitCode.Usage);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                exception is FileNotFoundException or DirectoryNotFoundException ? $"there is no file {path}" : exception.Message, Remedy,
                ExitCode.Usage);
        }
    }

    private static void RequireRegular(string file)
    {
        try
        {
            BoundedFile.RequireRegular(file);
        }
        catch (IOException exception)
        {
            throw new FormatException($"{Path.GetFileName(file)}: {exception.Message}", exception);
        }
    }

    private static LlmModel ReadGguf(string path, Action<string> note)
    {
        var parts = GgufParts.Of(path);
        var facts = ModelFacts.Of(GgufParts.Read(parts));
        if (parts.Sum(part => new FileInfo(part).Length) > LargeBytes) note("reading the model to know it by its SHA-256");
        return LlmModel.Of(Title(facts.Name, path), GgufParts.Sha256(parts), facts, path);
    }

    private static string Title(string given, string path)
    {
        var name = SafeText.OneLine(given);
        if (name.Length == 0) name = SafeText.OneLine(Path.GetFileNameWithoutExtension(path));
        return name.Length <= LongestTitle ? name : name[..LongestTitle];
    }
}
