using StackBench.Worker.Onnxruntime;

namespace StackBench.Tests.Worker.Onnxruntime;

public sealed class ExecutionProviderTests
{
    private static readonly string[] Listed =
    [
        "TensorrtExecutionProvider", "CUDAExecutionProvider", "OpenVINOExecutionProvider", "XnnpackExecutionProvider",
        "CPUExecutionProvider",
    ];

    [Theory]
    [InlineData("cuda", "CUDA", "CudaOptions", "Cuda")]
    [InlineData("TensorRT", "TensorRT", "TensorRTOptions", "Cuda")]
    [InlineData("tensorrt", "TensorRT", "TensorRTOptions", "Cuda")]
    [InlineData("xnnpack", "XNNPACK", "Name", null)]
    [InlineData("openvino", "OpenVINO", "Name", null)]
    public void A_provider_that_is_listed_is_found_in_any_case(string asked, string name, string way, string? memory)
    {
        var provider = ExecutionProvider.Find(asked, Listed)!;
        Assert.Equal((name, way, memory), (provider.Name, provider.Way.ToString(), provider.Memory));
    }

    [Theory]
    [InlineData("ROCM")]
    [InlineData("MIGraphX")]
    [InlineData("moon")]
    public void One_that_is_not_listed_is_not(string asked) => Assert.Null(ExecutionProvider.Find(asked, Listed));
}
