using System.Runtime.InteropServices;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>Numbers as cooperative matrices hold them in memory.</summary>
internal static class MatrixValues
{
    private const int Fp8Codes = 127; // without sign; the next one is no number

    private static readonly double[] Fp8 = [.. Enumerable.Range(0, Fp8Codes).Select(Fp8Value)];

    public static byte[] Encode(MatrixElement element, double[] values) => element switch
    {
        MatrixElement.Fp16 => Bytes(values, value => (Half)value),
        MatrixElement.Bf16 => Bytes(values, value => (ushort)((BitConverter.SingleToUInt32Bits((float)value) + 0x8000) >> 16)),
        MatrixElement.Fp8 => Bytes(values, Fp8Code),
        // The bits that are not multiplied are zero, so that no device rounds them.
        MatrixElement.Tf32 => Bytes(values, value => BitConverter.SingleToUInt32Bits((float)value) & 0xFFFF_E000),
        MatrixElement.Fp64 => Bytes(values, value => value),
        MatrixElement.Int8 => Bytes(values, value => (sbyte)value),
        MatrixElement.Int32 => Bytes(values, value => (int)value),
        _ => Bytes(values, value => (float)value),
    };

    private static byte[] Bytes<T>(double[] values, Func<double, T> encode)
        where T : unmanaged => MemoryMarshal.AsBytes(Array.ConvertAll(values, value => encode(value)).AsSpan()).ToArray();

    // The nearest of the codes, which rise with their values.
    private static byte Fp8Code(double value)
    {
        var above = Array.BinarySearch(Fp8, Math.Abs(value)) is var found && found >= 0 ? found : ~found;
        var code = above == Fp8.Length || (above > 0 && Fp8[above] - Math.Abs(value) > Math.Abs(value) - Fp8[above - 1])
            ? above - 1
            : above;
        // Zero has no sign: to a device with another bias, a negative one is no number.
        return (byte)(code > 0 && double.IsNegative(value) ? code | 0x80 : code);
    }

    // E4M3: exponents biased by 7, three bits of mantissa.
    private static double Fp8Value(int code)
    {
        var (exponent, mantissa) = (code >> 3, code & 7);
        return exponent == 0 ? Math.ScaleB(mantissa / 8.0, -6) : Math.ScaleB(1 + (mantissa / 8.0), exponent - 7);
    }
}
