using System.Runtime.InteropServices;
using StackBench.Protocol.Engines;
using StackBench.Worker.Libtorch;
using ElementType = StackBench.Onnx.Graph.ElementType;
using OnnxGraph = StackBench.Onnx.Graph.OnnxGraph;

namespace StackBench.Worker.Onnxruntime;

/// <summary>Values of an input: normal ones, or whole numbers below a limit.</summary>
internal sealed record ModelInput(string Name, ElementType Type, long[] Shape, double[] Values)
{
    private const long MostElements = 1L << 28;

    /// <summary>Of every input of a graph.</summary>
    /// <param name="sizes">Of the named dimensions.</param>
    public static ModelInput[] DrawAll(OnnxGraph graph, IReadOnlyDictionary<string, long> sizes, SeededNormals random) =>
        [.. graph.Inputs.Select(port => Draw(port.Name, port.Type, port.Shape(sizes), port.Limit, random))];

    public static ModelInput Draw(string name, ElementType? given, long[] shape, long limit, SeededNormals random)
    {
        if (given is not { } type) throw new UnsupportedException($"input '{name}' is no tensor");
        var count = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (count > MostElements) throw new UnsupportedException($"input '{name}' has {count} elements, more than {MostElements}");
        var values = new double[count];
        for (long i = 0; i < count; i++)
            values[i] = IsWhole(type) ? random.NextIndex(limit) : Round(type, (float)random.NextNormal());
        return new ModelInput(name, type, shape, values);
    }

    /// <summary>The values as the library takes them.</summary>
    /// <exception cref="UnsupportedException">The type is not one of those.</exception>
    public byte[] ToBytes() => Type switch
    {
        ElementType.Float => As(value => (float)value),
        ElementType.Double => As(value => value),
        ElementType.Float16 => As(value => (Half)value),
        ElementType.BFloat16 => As(value => BFloat16.FromSingle((float)value)),
        ElementType.Int64 => As(value => (long)value),
        ElementType.Int32 => As(value => (int)value),
        ElementType.Int8 or ElementType.UInt8 or ElementType.Boolean => As(value => (byte)value),
        _ => throw new UnsupportedException($"input '{Name}' is of a type that is not drawn here"),
    };

    // As the type holds it, so that a reference sees the same.
    private static float Round(ElementType type, float value) => type switch
    {
        ElementType.Float16 => (float)(Half)value,
        ElementType.BFloat16 => BFloat16.ToSingle(BFloat16.FromSingle(value)),
        _ => value,
    };

    private static bool IsWhole(ElementType type) => type is ElementType.Int64 or ElementType.Int32 or ElementType.Int8 or ElementType.UInt8
        or ElementType.Boolean;

    private byte[] As<T>(Converter<double, T> convert)
        where T : struct => MemoryMarshal.AsBytes(Array.ConvertAll(Values, convert).AsSpan()).ToArray();
}
