using StackBench.Onnx.Graph;

namespace StackBench.Worker.Onnxruntime;

/// <summary>An input as a session describes it.</summary>
/// <param name="Type">Null for what is no tensor.</param>
/// <param name="Shape">-1 for a dimension that is chosen at run time.</param>
internal sealed record SessionInput(string Name, ElementType? Type, long[] Shape);
