using StackBench.Protocol.Engines;

namespace StackBench.Worker.Onnxruntime;

/// <summary>Why a model cannot be run, from ONNX Runtime's own words: a result with a reason, not a failure of the engine. Pure.</summary>
internal static class ModelRefusal
{
    /// <param name="version">Of ONNX Runtime.</param>
    /// <param name="file">The user's model, whose folder is not to be told; null for one of ours.</param>
    public static UnsupportedException Of(OrtException exception, string version, string? file)
    {
        var said = exception.Message;
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
            said = said.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
                .Replace(folder, ".", StringComparison.Ordinal);
        var (reason, remedy) = exception.Code switch
        {
            OrtError.InvalidProtobuf => ("the file is damaged or no ONNX model", "copy or export it again"),
            _ when IsOfMemory(said) => ("there is not enough memory", "use a smaller --shape or batch, or close other programs"),
            _ when IsOfProvider(said) => (
                "the provider cannot be used here", "install the libraries and the driver that it needs, of the versions it was built for"),
            _ when IsOfExternalData(said) =>
                ("a file that holds weights of the model is missing or too short",
                    "put it beside the model, under the name it was exported with"),
            OrtError.NoSuchFile or OrtError.NoModel => ("the model cannot be opened", "give --model a file that can be read"),
            OrtError.NotImplemented => (
                $"ONNX Runtime {version} has no implementation of an operator", "use another ONNX Runtime with --onnxruntime DIR"),
            _ when IsOfOperator(said) => (
                $"ONNX Runtime {version} does not know an operator",
                "use a newer ONNX Runtime with --onnxruntime DIR, or export for an older opset"),
            _ when said.Contains("Unknown provider", StringComparison.Ordinal) =>
                ("this provider cannot be asked for by its name", "name one of those that can"),
            OrtError.InvalidArgument => ("the model does not take these inputs", "give shapes that go together with --shape"),
            _ => ($"ONNX Runtime {version} does not load the model", "see what it says; export the model again"),
        };
        return new UnsupportedException($"{reason}: {said}", remedy);
    }

    private static bool IsOfExternalData(string said) =>
        said.Contains("external", StringComparison.OrdinalIgnoreCase) || said.Contains("open file", StringComparison.OrdinalIgnoreCase)
            || said.Contains("ReadFileIntoBuffer", StringComparison.Ordinal) || said.Contains("mmap", StringComparison.Ordinal);

    private static bool IsOfProvider(string said) =>
        said.Contains("Failed to load library", StringComparison.Ordinal)
            || said.Contains("Failed to load shared library", StringComparison.Ordinal)
            || said.Contains("LoadLibrary failed", StringComparison.Ordinal)
            || said.Contains("AppendExecutionProvider_", StringComparison.Ordinal)
            || said.Contains("execution provider is not enabled", StringComparison.OrdinalIgnoreCase)
            || said.Contains("execution provider is not supported", StringComparison.OrdinalIgnoreCase)
            || said.Contains("provider is not available", StringComparison.OrdinalIgnoreCase)
            || said.Contains("CUDA failure", StringComparison.Ordinal);

    private static bool IsOfOperator(string said) =>
        said.Contains("not a registered function/op", StringComparison.Ordinal)
            || said.Contains("No Op registered", StringComparison.Ordinal)
            || said.Contains("opset", StringComparison.OrdinalIgnoreCase);

    private static bool IsOfMemory(string said) =>
        said.Contains("bad_alloc", StringComparison.Ordinal) || said.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || said.Contains("allocate memory", StringComparison.OrdinalIgnoreCase);
}
