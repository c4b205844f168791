namespace StackBench.Onnx.Graph;

/// <summary>Facts about types of elements.</summary>
internal static class ElementTypes
{
    /// <summary>Bytes of an element.</summary>
    public static int Bytes(this ElementType type) => type switch
    {
        ElementType.Int64 or ElementType.Double => 8,
        ElementType.Float or ElementType.Int32 => 4,
        ElementType.Float16 or ElementType.BFloat16 => 2,
        _ => 1,
    };
}
