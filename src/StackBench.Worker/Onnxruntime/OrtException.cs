namespace StackBench.Worker.Onnxruntime;

/// <summary>ONNX Runtime refused a call, in its own words.</summary>
internal sealed class OrtException(OrtError code, string message) : Exception(message)
{
    public OrtError Code { get; } = code;
}
