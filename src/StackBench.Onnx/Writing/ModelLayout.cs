using System.Collections.Immutable;
using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Writing;

/// <summary>
/// A model file without its weights: the bytes before each of them, in order, with the weight that follows. All lengths are known before
/// a weight is drawn, so that models of any size are written as they are made. Field numbers are those of onnx.proto.
/// </summary>
internal sealed record ModelLayout(ImmutableArray<(ReadOnlyMemory<byte> Before, Weight? Weight)> Parts)
{
    /// <summary>Of the format that this is written in: what ONNX Runtime 1.17 and all later ones read.</summary>
    private const int IrVersion = 9;

    /// <summary>Of the operators: the first with Gelu.</summary>
    private const int Opset = 20;

    private const long LeastBytesOutside = 1024;

    public long Bytes => Parts.Sum(part => part.Before.Length + (part.Weight?.Bytes ?? 0));

    /// <param name="externalData">Name of the file beside the model that holds the large weights; null for all of them inside.</param>
    public static ModelLayout Of(OnnxGraph graph, string? externalData)
    {
        var description = Describe(graph);
        var heads = new List<ProtobufWriter>();
        var inside = new List<Weight?>();
        long offset = 0;
        foreach (var weight in graph.Weights)
        {
            var isOutside = externalData is not null && IsOutside(weight);
            heads.Add(isOutside ? Outside(weight, externalData!, offset) : Inside(weight));
            inside.Add(isOutside ? null : weight);
            if (isOutside) offset += weight.Bytes;
        }

        var length = description.Length + heads.Select((head, i) => head.Length + (inside[i]?.Bytes ?? 0)).Sum();
        var begin = new ProtobufWriter()
            .Integer(1, IrVersion)
            .Text(2, "stackbench")
            .Message(8, new ProtobufWriter().Text(1, "").Integer(2, Opset))
            .Prefix(7, length);
        ReadOnlyMemory<byte> before = (byte[])[.. begin.Written, .. description.Written];
        var parts = ImmutableArray.CreateBuilder<(ReadOnlyMemory<byte>, Weight?)>();
        for (var i = 0; i < heads.Count; i++)
        {
            parts.Add(((byte[])[.. before.Span, .. heads[i].Written], inside[i]));
            before = default;
        }

        if (heads.Count == 0) parts.Add((before, null));
        return new ModelLayout(parts.ToImmutable());
    }

    /// <summary>
    /// Whether a weight lies in the file beside the model, where there is one: small ones are read while shapes are inferred.
    /// </summary>
    public static bool IsOutside(Weight weight) => weight.IsDrawn && weight.Bytes >= LeastBytesOutside;

    private static ProtobufWriter Describe(OnnxGraph graph)
    {
        var writer = new ProtobufWriter();
        foreach (var node in graph.Nodes) writer.Message(1, Node(node));
        writer.Text(2, graph.Name);
        foreach (var input in graph.Inputs) writer.Message(11, Port(input));
        foreach (var output in graph.Outputs) writer.Message(12, Port(output));
        return writer;
    }

    private static ProtobufWriter Node(Node node)
    {
        var writer = new ProtobufWriter();
        foreach (var input in node.Inputs) writer.Text(1, input);
        writer.Text(2, node.Name).Text(3, node.Name).Text(4, node.Op);
        foreach (var attribute in node.Attributes) writer.Message(5, Attribute(attribute));
        return writer;
    }

    private static ProtobufWriter Attribute(NodeAttribute attribute)
    {
        const int isFloat = 1, isInteger = 2, isText = 3, isIntegers = 7;
        var writer = new ProtobufWriter().Text(1, attribute.Name);
        if (attribute.Text is { } text) return writer.Text(4, text).Integer(20, isText);
        if (attribute.Integers.IsDefault) return writer.Float(2, attribute.Fraction).Integer(20, isFloat);
        if (!attribute.IsList) return writer.Integer(3, attribute.Integers[0]).Integer(20, isInteger);
        foreach (var value in attribute.Integers) writer.Integer(8, value);
        return writer.Integer(20, isIntegers);
    }

    private static ProtobufWriter Port(Port port)
    {
        var shape = new ProtobufWriter();
        foreach (var dimension in port.Dimensions)
            shape.Message(
                1, dimension.Name is { } name ? new ProtobufWriter().Text(2, name) : new ProtobufWriter().Integer(1, dimension.Size));
        var tensor = new ProtobufWriter().Integer(1, (int)port.Type).Message(2, shape);
        return new ProtobufWriter().Text(1, port.Name).Message(2, new ProtobufWriter().Message(1, tensor));
    }

    private static ProtobufWriter Inside(Weight weight)
    {
        const int rawData = 9;
        var head = Head(weight).Prefix(rawData, weight.Bytes);
        var tensor = new ProtobufWriter().Prefix(5, head.Length + weight.Bytes);
        return tensor.Append(head.Written);
    }

    private static ProtobufWriter Outside(Weight weight, string file, long offset)
    {
        var head = Head(weight)
            .Message(13, Entry("location", file))
            .Message(13, Entry("offset", Digits(offset)))
            .Message(13, Entry("length", Digits(weight.Bytes)))
            .Integer(14, 1);
        return new ProtobufWriter().Message(5, head);

        static ProtobufWriter Entry(string key, string value) => new ProtobufWriter().Text(1, key).Text(2, value);
        static string Digits(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static ProtobufWriter Head(Weight weight)
    {
        var head = new ProtobufWriter();
        foreach (var size in weight.Shape) head.Integer(1, size);
        return head.Integer(2, (int)weight.Type).Text(8, weight.Name);
    }
}
