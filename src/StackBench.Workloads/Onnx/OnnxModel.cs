namespace StackBench.Workloads.Onnx;

/// <summary>An ONNX model of the user's: known by its content, without any path.</summary>
/// <param name="Title">Name of the file, made safe to show.</param>
/// <param name="Sha256">Of the file, in lower-case hexadecimal digits; weights in files beside it are not read for it.</param>
/// <param name="Shapes">Shapes of inputs as the user gave them, <c>input=1x3x224x224</c>, joined by spaces.</param>
/// <param name="File">Its path.</param>
public sealed record OnnxModel(string Title, string Sha256, string Shapes, string File);
