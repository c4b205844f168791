using System.Collections.Immutable;
using System.Text;
using StackBench.Protocol.Engines;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Cuda;

/// <summary>A kernel as NVIDIA's assembler takes it. Pure.</summary>
/// <param name="Entry">Its name in the text.</param>
/// <param name="Instruction">Name of the matrix instruction it is made of; null for others.</param>
internal sealed record PtxText(string Code, string Entry, PtxTarget Target, string? Instruction)
{
    private static readonly PtxTarget Portable = new(60, 60), Dot = new(60, 61), Bf16 = new(70, 80);

    /// <exception cref="UnsupportedException">The device has no such matrix instruction, or its driver takes no such PTX.</exception>
    public static PtxText Of(Kernel kernel, CudaDeviceInfo device)
    {
        var entry = kernel.Name.Replace('-', '_');
        ImmutableArray<(string Name, string Value)> defines = [("NAME", entry), ("GROUP", $"{kernel.GroupSize}")];
        if (kernel.Tile is { } tile)
        {
            var instruction = PtxInstructions.Of(device.Capability).FirstOrDefault(known => known.Tile == tile)
                ?? throw new UnsupportedException($"{device.Name} has no matrix instructions for {kernel.Name}");
            if (kernel.GroupSize % (instruction.Warps * CudaFacts.Warp) != 0)
                throw new UnsupportedException($"{instruction.Name} takes groups of {instruction.Warps} subgroups");
            return Of(instruction.Target, [.. defines, .. MatrixText.Of(instruction, kernel.GroupSize)], instruction.Name);
        }

        return kernel.Text switch
        {
            "dot" => Of(Dot, defines),
            "fma" => Of(kernel.Name == "fma-bf16x2" ? Bf16 : Portable, [.. defines, .. FmaDefines(kernel.Name)]),
            _ => Of(Portable, defines),
        };

        PtxText Of(PtxTarget target, ImmutableArray<(string Name, string Value)> values, string? name = null)
        {
            var needed = CudaVersion.OfPtx(target.Version);
            if (device.DriverVersion < needed)
                throw new UnsupportedException(
                    $"{name ?? kernel.Name} needs a driver of CUDA {CudaVersion.Text(needed)}; this one is of {device.Driver}",
                    "install a newer driver");
            return new(target.Header + Filled(Resource(kernel.Text), values), entry, target, name);
        }
    }

    /// <summary>Opcode, type of registers, bytes of a value, and the number one by which sums are made of the same opcode.</summary>
    private static ImmutableArray<(string Name, string Value)> FmaDefines(string kernel) => kernel switch
    {
        "fma-fp64" => [("FMA", "fma.rn.f64"), ("TYPE", ".f64"), ("BYTES", "8"), ("ONE", "0d3FF0000000000000")],
        "fma-fp16x2" => [("FMA", "fma.rn.f16x2"), ("TYPE", ".b32"), ("BYTES", "4"), ("ONE", "0x3C003C00")],
        "fma-bf16x2" => [("FMA", "fma.rn.bf16x2"), ("TYPE", ".b32"), ("BYTES", "4"), ("ONE", "0x3F803F80")],
        _ => [("FMA", "fma.rn.f32"), ("TYPE", ".f32"), ("BYTES", "4"), ("ONE", "0f3F800000")],
    };

    /// <exception cref="InvalidOperationException">A name of the text has no value.</exception>
    private static string Filled(string text, ImmutableArray<(string Name, string Value)> values)
    {
        var filled = values.Aggregate(text, (so, value) => so.Replace($"#{value.Name}#", value.Value, StringComparison.Ordinal));
        return filled.Contains('#', StringComparison.Ordinal)
            ? throw new InvalidOperationException("a name in a PTX text has no value")
            : filled;
    }

    private static string Resource(string name)
    {
        using var stream = typeof(PtxText).Assembly.GetManifestResourceStream($"{name}.ptx")
            ?? throw new InvalidOperationException($"there is no text {name}.ptx");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
