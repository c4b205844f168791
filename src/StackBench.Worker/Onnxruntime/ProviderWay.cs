namespace StackBench.Worker.Onnxruntime;

/// <summary>Which functions of ONNX Runtime add a provider to a session.</summary>
internal enum ProviderWay
{
    /// <summary>The one that takes any name.</summary>
    Name,

    /// <summary>Those of CUDA's options.</summary>
    CudaOptions,

    /// <summary>Those of TensorRT's options.</summary>
    TensorRTOptions,

    /// <summary>A function of its own that a library built with it exports, with the number of the device.</summary>
    Export,

    /// <summary>Such a function that takes whether the arena is used instead.</summary>
    ExportWithArena,
}
