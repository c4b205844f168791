using StackBench.Protocol.Engines;

namespace StackBench.Worker;

/// <summary>The one list of engines in this process image.</summary>
internal static class Engines
{
    /// <exception cref="UnsupportedException">No engine of that name, or its library cannot be loaded.</exception>
    public static IEngine Create(string name) => name switch
    {
        "native" => new Native.NativeEngine(),
        "libtorch" => new Libtorch.LibtorchEngine(),
        "onnxruntime" => new Onnxruntime.OnnxruntimeEngine(),
        "vulkan" => new Vulkan.VulkanEngine(),
        "opencl" => new OpenCl.OpenClEngine(),
        "cuda" => new Cuda.CudaEngine(),
        _ => throw new UnsupportedException(
            $"there is no engine '{name}'", "the engines are: native, libtorch, onnxruntime, vulkan, opencl, cuda"),
    };
}
