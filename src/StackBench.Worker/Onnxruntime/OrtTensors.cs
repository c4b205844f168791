using StackBench.Worker.Libtorch;
using ElementType = StackBench.Onnx.Graph.ElementType;

namespace StackBench.Worker.Onnxruntime;

/// <summary>What ONNX Runtime tells of tensors.</summary>
internal static unsafe class OrtTensors
{
    /// <param name="information">Of type and shape.</param>
    public static ElementType TypeOf(OrtLibrary library, nint information)
    {
        ElementType type;
        library.Require(
            ((delegate* unmanaged<nint, ElementType*, nint>)library[OrtFunction.GetTensorElementType])(information, &type));
        return type;
    }

    /// <param name="information">Of type and shape.</param>
    public static long[] ShapeOf(OrtLibrary library, nint information)
    {
        nuint count;
        library.Require(((delegate* unmanaged<nint, nuint*, nint>)library[OrtFunction.GetDimensionsCount])(information, &count));
        var shape = new long[count];
        fixed (long* sizes = shape)
            library.Require(((delegate* unmanaged<nint, long*, nuint, nint>)library[OrtFunction.GetDimensions])(information, sizes, count));
        return shape;
    }

    /// <summary>A tensor over memory that stays its owner's and where it is.</summary>
    public static nint Over(OrtLibrary library, ElementType type, long[] shape, Span<byte> memory)
    {
        nint value;
        fixed (long* sizes = shape)
        fixed (byte* data = memory)
            library.Require(
                ((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)
                    library[OrtFunction.CreateTensorWithDataAsOrtValue])(
                    library.CpuMemory, data, (nuint)memory.Length, sizes, (nuint)shape.Length, (int)type, &value));
        return value;
    }

    /// <summary>The values of a tensor of floats; of 32 or 16 bits; null for one of another type.</summary>
    public static double[]? Floats(OrtLibrary library, nint value)
    {
        nint information;
        int isTensor;
        library.Require(((delegate* unmanaged<nint, int*, nint>)library[OrtFunction.IsTensor])(value, &isTensor));
        if (isTensor == 0) return null;
        library.Require(((delegate* unmanaged<nint, nint*, nint>)library[OrtFunction.GetTensorTypeAndShape])(value, &information));
        try
        {
            var type = TypeOf(library, information);
            if (type is not (ElementType.Float or ElementType.Float16 or ElementType.BFloat16)) return null;
            nuint count;
            void* data;
            library.Require(
                ((delegate* unmanaged<nint, nuint*, nint>)library[OrtFunction.GetTensorShapeElementCount])(information, &count));
            library.Require(((delegate* unmanaged<nint, void**, nint>)library[OrtFunction.GetTensorMutableData])(value, &data));
            var values = new double[count];
            for (nuint i = 0; i < count; i++)
                values[i] = type switch
                {
                    ElementType.Float => ((float*)data)[i],
                    ElementType.Float16 => (double)((Half*)data)[i],
                    _ => BFloat16.ToSingle(((ushort*)data)[i]),
                };
            return values;
        }
        finally
        {
            library.Release(OrtFunction.ReleaseTensorTypeAndShapeInfo, information);
        }
    }
}
