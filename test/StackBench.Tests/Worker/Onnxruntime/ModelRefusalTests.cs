using StackBench.Worker.Onnxruntime;

namespace StackBench.Tests.Worker.Onnxruntime;

/// <summary>What ONNX Runtime says, with what to do. What it says of real faulty models: <see cref="RealModelTests"/>.</summary>
public sealed class ModelRefusalTests
{
    [Theory]
    [InlineData(7, "Protobuf parsing failed.", "the file is damaged")]
    [InlineData(9, "Could not find an implementation for Gelu(20)", "has no implementation of an operator")]
    [InlineData(1, "ONNX Runtime only guarantees support for models of official onnx opset versions", "does not know an operator")]
    [InlineData(6, "std::bad_alloc", "there is not enough memory")]
    [InlineData(1, "OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library", "the provider cannot be used here")]
    [InlineData(1, "CUDA execution provider is not enabled in this build. ", "the provider cannot be used here")]
    [InlineData(1, "Failed to load library libonnxruntime_providers_shared.so with error: libonnxruntime_providers_shared.so: cannot open "
        + "shared object file: No such file or directory", "the provider cannot be used here")]
    [InlineData(1, "LoadLibrary failed with error 126 \"\" when trying to load \"onnxruntime_providers_cuda.dll\"",
        "the provider cannot be used here")]
    [InlineData(6, "CUDA failure 2: out of memory ; GPU=0", "there is not enough memory")]
    [InlineData(2, "Got invalid dimensions for input: x", "the model does not take these inputs")]
    [InlineData(3, "Load model failed", "the model cannot be opened")]
    [InlineData(1, "something else", "does not load the model: something else")]
    public void Every_kind_of_refusal_has_a_reason_and_a_remedy(int code, string said, string expected)
    {
        var refusal = ModelRefusal.Of(new OrtException((OrtError)code, said), "1.2.3", null);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(said, refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Remedy!);
    }

    [Fact]
    public void The_users_folder_is_not_told() => Assert.EndsWith(
        ": model.onnx and . are gone",
        ModelRefusal.Of(
            new OrtException(OrtError.Fail, "/home/me/x/model.onnx and /home/me/x are gone"), "1", "/home/me/x/model.onnx").Message,
        StringComparison.Ordinal);
}
