namespace StackBench.Onnx.Graph;

/// <summary>Types of elements, with the codes that ONNX's <c>TensorProto.DataType</c> and ONNX Runtime share.</summary>
public enum ElementType
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Boolean = 9,
    Float16 = 10,
    Double = 11,
    BFloat16 = 16,
}
