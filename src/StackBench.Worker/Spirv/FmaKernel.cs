using StackBench.Protocol.Engines;

namespace StackBench.Worker.Spirv;

/// <summary>
/// Fused multiply-adds on registers. Four pairs (x, y) turn on a circle: x += s y, then y += t x with t = -s from memory. The values stay
/// bounded, no compiler can fold the chain, and each is of the form d = a b + d, which RDNA3 and RDNA4 issue in pairs.
/// </summary>
internal static class FmaKernel
{
    public const int GroupSize = 256;

    /// <summary>Multiply-adds of a lane in a round.</summary>
    public const int FmasPerRound = 2 * Pairs * Steps;

    /// <summary>Values each invocation starts from, <see cref="GroupSize"/> apart in the input: s, t and four of the pairs.</summary>
    public const int Inputs = 6;

    public const int Pairs = 4;
    public const int Steps = 4;

    /// <summary>The inputs that the values x0 y0 x1 y1 ... start from: no two chains are equal, else they would be merged.</summary>
    public static readonly int[] Seeds = [2, 3, 4, 5, 3, 4, 5, 2];

    /// <summary>Arguments: inputs, output (a value an invocation), rounds.</summary>
    /// <param name="bits">Of a value: 16, 32 or 64.</param>
    /// <param name="lanes">Values that an instruction handles together: 2 in packed fp16, else 1.</param>
    public static Kernel Emit(uint bits, uint lanes) => new(
        $"fma-fp{bits}{(lanes > 1 ? $"x{lanes}" : "")}", GroupSize, Addresses: 2, Numbers: 1, () => Words(bits, lanes))
    {
        Text = "fma",
        Defines = [("T", $"{bits switch { 64 => "double", 16 => "half", _ => "float" }}{(lanes > 1 ? $"{lanes}" : "")}")],
    };

    /// <summary>The same in packed bf16, for which neither SPIR-V nor OpenCL C is written.</summary>
    public static Kernel EmitBf16() => Emit(16, 2) with
    {
        Name = "fma-bf16x2",
        Emit = () => throw new UnsupportedException("packed bf16 arithmetic is not written for this driver"),
    };

    private static uint[] Words(uint bits, uint lanes)
    {
        var module = new SpirvModule();
        if (bits == 16)
        {
            module.Require(Capability.Float16);
            module.Require(Capability.StorageBuffer16BitAccess);
        }

        if (bits == 64) module.Require(Capability.Float64);
        var (type, bytes) = (lanes > 1 ? module.Vector(module.Float(bits), lanes) : module.Float(bits), bits / 8 * lanes);
        var array = KernelWriter.ArrayOf(module, type, bytes);
        var writer = new KernelWriter(module, GroupSize, array, array, module.UInt32);
        uint[] inputs = [.. Enumerable.Range(0, Inputs).Select(input => writer.Load(
            writer.Argument(0), type, bytes, writer.Add(writer.Local, writer.Constant((uint)input * GroupSize))))];
        var values = writer.Loop(
            writer.Argument(2), [.. Seeds.Select(seed => (type, inputs[seed]))],
            carried => Round(writer, type, inputs[0], inputs[1], carried));
        var sum = values[0];
        foreach (var value in values[1..]) sum = module.Value(Op.FAdd, type, sum, value);
        writer.Store(writer.Argument(1), type, bytes, writer.Global, sum);
        return writer.Finish();
    }

    private static uint[] Round(KernelWriter writer, uint type, uint s, uint t, uint[] carried)
    {
        uint[] values = [.. carried];
        for (var step = 0; step < Steps; step++)
        {
            for (var x = 0; x < values.Length; x += 2) values[x] = writer.Fma(type, values[x + 1], s, values[x]);
            for (var y = 1; y < values.Length; y += 2) values[y] = writer.Fma(type, values[y - 1], t, values[y]);
        }

        return values;
    }
}
