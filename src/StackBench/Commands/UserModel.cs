using System.Security.Cryptography;
using StackBench.Core.Text;
using StackBench.Llm.Gguf;
using StackBench.Workloads.Llm;

namespace StackBench.Commands;

/// <summary>The user's own model file: known by its content, not by where it lies.</summary>
internal static class UserModel
{
    private const int LongestTitle = 60;
    private const long LargeBytes = 1L << 30;

    /// <exception cref="UserErrorException">The file cannot be read or is no model.</exception>
    public static LlmModel Read(string path, Action<string> note)
    {
        try
        {
            if (Directory.Exists(path)) throw new UserErrorException($"{path} is a folder", "give --model a GGUF file", ExitCode.Usage);
            var facts = ModelFacts.Of(GgufReader.Read(path));
            if (new FileInfo(path).Length > LargeBytes) note("reading the model to know it by its SHA-256");
            using var stream = File.OpenRead(path);
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
            return LlmModel.Of(Title(facts, path), sha256, facts, path);
        }
        catch (GgufException exception)
        {
            throw new UserErrorException($"{path} is no model that can be measured: {exception.Message}", "give --model a GGUF file", ExitCode.Usage);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(exception is FileNotFoundException or DirectoryNotFoundException ? $"there is no file {path}" : exception.Message, "give --model a GGUF file", ExitCode.Usage);
        }
    }

    private static string Title(ModelFacts facts, string path)
    {
        var name = SafeText.OneLine(facts.Name);
        if (name.Length == 0) name = SafeText.OneLine(Path.GetFileNameWithoutExtension(path));
        return name.Length <= LongestTitle ? name : name[..LongestTitle];
    }
}
