using StackBench.Protocol.Engines;

namespace StackBench.Worker.Libtorch;

/// <summary>Properties of the element types.</summary>
internal static unsafe class ElementTypes
{
    /// <exception cref="UnsupportedException">The name is none of <paramref name="allowed"/>.</exception>
    public static ElementType Parse(string name, params ReadOnlySpan<ElementType> allowed)
    {
        foreach (var type in allowed)
        {
            if (type.Name() == name) return type;
        }

        throw new UnsupportedException($"type '{name}' is not to be had; types: {string.Join(", ", allowed.ToArray().Select(Name))}");
    }

    public static string Name(this ElementType type) => type switch
    {
        ElementType.Fp64 => "fp64",
        ElementType.Fp32 => "fp32",
        ElementType.Bf16 => "bf16",
        ElementType.Fp16 => "fp16",
        ElementType.Int8 => "int8",
        _ => "int32",
    };

    public static int SizeBytes(this ElementType type) => type switch
    {
        ElementType.Fp64 => 8,
        ElementType.Fp32 or ElementType.Int32 => 4,
        ElementType.Bf16 or ElementType.Fp16 => 2,
        _ => 1,
    };

    /// <summary>Largest relative error of rounding to the type; zero for integers.</summary>
    public static double UnitRoundoff(this ElementType type) => type switch
    {
        ElementType.Fp64 => Math.ScaleB(1, -53),
        ElementType.Fp32 => Math.ScaleB(1, -24),
        ElementType.Bf16 => Math.ScaleB(1, -8),
        ElementType.Fp16 => Math.ScaleB(1, -11),
        _ => 0,
    };

    /// <summary>Unit roundoff of the type sums are kept in: itself, but fp32 for the 16-bit types.</summary>
    public static double AccumulationRoundoff(this ElementType type) =>
        type is ElementType.Bf16 or ElementType.Fp16 ? ElementType.Fp32.UnitRoundoff() : type.UnitRoundoff();

    /// <summary>libtorch's own number of the type.</summary>
    public static int Code(this ElementType type, LibtorchLibrary library)
    {
        var name = type switch
        {
            ElementType.Fp64 => "aoti_torch_dtype_float64",
            ElementType.Fp32 => "aoti_torch_dtype_float32",
            ElementType.Bf16 => "aoti_torch_dtype_bfloat16",
            ElementType.Fp16 => "aoti_torch_dtype_float16",
            ElementType.Int8 => "aoti_torch_dtype_int8",
            _ => "aoti_torch_dtype_int32",
        };
        return ((delegate* unmanaged<int>)library.Export(name))();
    }

    public static double Read(this ElementType type, void* data, long index) => type switch
    {
        ElementType.Fp64 => ((double*)data)[index],
        ElementType.Fp32 => ((float*)data)[index],
        ElementType.Bf16 => BFloat16.ToSingle(((ushort*)data)[index]),
        ElementType.Fp16 => (double)((Half*)data)[index],
        ElementType.Int8 => ((sbyte*)data)[index],
        _ => ((int*)data)[index],
    };

    /// <summary>Rounds to the type, to nearest even; 8-bit integers saturate at +-127.</summary>
    public static void Write(this ElementType type, void* data, long index, double value)
    {
        switch (type)
        {
            case ElementType.Fp64: ((double*)data)[index] = value; break;
            case ElementType.Fp32: ((float*)data)[index] = (float)value; break;
            case ElementType.Bf16: ((ushort*)data)[index] = BFloat16.FromSingle((float)value); break;
            case ElementType.Fp16: ((Half*)data)[index] = (Half)value; break;
            case ElementType.Int8: ((sbyte*)data)[index] = (sbyte)Math.Clamp(Math.Round(value), -127, 127); break;
            default: ((int*)data)[index] = (int)value; break;
        }
    }
}
