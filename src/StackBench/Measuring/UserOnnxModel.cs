using System.Collections.Immutable;
using System.Security.Cryptography;
using StackBench.Core.Text;
using StackBench.Running.Engines;
using StackBench.Workloads.Onnx;

namespace StackBench.Measuring;

/// <summary>The user's own ONNX model: known by its content, not by where it lies. What is in it the engine tells.</summary>
internal static class UserOnnxModel
{
    /// <summary>Tells the engine where the file is: paths are no part of what is measured.</summary>
    private const string FileVariable = "STACKBENCH_ONNX_MODEL";

    private const string Engine = "onnxruntime";
    private const string Extension = ".onnx";
    private const int LongestTitle = 60;

    /// <summary>Whether a model is meant that this engine loads.</summary>
    public static bool IsNamed(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <param name="shapes">Of inputs, as <c>input=1x3x224x224</c>.</param>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public static OnnxModel Read(string path, IReadOnlyList<string> shapes)
    {
        if (shapes.FirstOrDefault(shape => shape.Contains(' ', StringComparison.Ordinal) || !shape.Contains('=', StringComparison.Ordinal))
            is { } wrong)
            throw new UserErrorException(
                $"'{SafeText.OneLine(wrong)}' is no shape of an input", "give it as --shape input=1x3x224x224", ExitCode.Usage);
        try
        {
            BoundedFile.RequireRegular(path);
            using var stream = File.OpenRead(path);
            var title = SafeText.OneLine(Path.GetFileNameWithoutExtension(path));
            return new OnnxModel(
                title.Length <= LongestTitle ? title : title[..LongestTitle],
                Convert.ToHexStringLower(SHA256.HashData(stream)),
                string.Join(' ', shapes.Select(SafeText.OneLine).Order(StringComparer.Ordinal)),
                Path.GetFullPath(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                exception is FileNotFoundException or DirectoryNotFoundException
                    ? $"there is no file {path}"
                    : $"{path}: {exception.Message}",
                "give --model an .onnx file that can be read", ExitCode.Usage);
        }
    }

    /// <summary>The engines, with the user's model given to the one that loads it.</summary>
    public static ImmutableArray<EngineDefinition> Give(ImmutableArray<EngineDefinition> engines, OnnxModel? model) =>
        model is null
            ? engines
            : [.. engines.Select(engine => engine.Name == Engine
                ? engine with { Environment = engine.Environment.SetItem(FileVariable, model.File) }
                : engine)];
}
