using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Precisions;

/// <summary>
/// A network with int8 weights and uint8 activations in the form that runtimes recognize: numbers are made whole and back around each
/// product (QDQ), and norms behind convolutions are multiplied in. In a network of images sums and pools are whole as well; in others
/// only products with weights are.
/// </summary>
internal static class Quantized
{
    private static readonly string[] Between = ["Add", "MaxPool", "GlobalAveragePool", "Flatten"];

    public static OnnxGraph Of(OnnxGraph graph)
    {
        var made = new QuantizedNodes(graph);
        var norms = graph.Nodes.Where(node => node.Op == "BatchNormalization")
            .ToDictionary(node => node.Inputs[0], StringComparer.Ordinal);
        var isOfImages = norms.Count > 0;
        foreach (var node in graph.Nodes)
            switch (node.Op)
            {
                case "BatchNormalization":
                    break;
                case "Conv" or "Gemm" or "MatMul" when made.HasWeight(node):
                    made.AddProduct(node, norms.GetValueOrDefault(node.Name));
                    break;
                default:
                    made.Add(node, isQuantized: isOfImages && Between.Contains(node.Op));
                    break;
            }

        return made.Build();
    }
}
