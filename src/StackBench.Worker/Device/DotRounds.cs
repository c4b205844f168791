using System.Runtime.InteropServices;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>The packed dot products of <see cref="DotKernel"/> in one subgroup size.</summary>
internal sealed class DotRounds : IRoundsKernel
{
    private const int CheckedRounds = 16;
    private const int Inputs = 1 + DotKernel.Chains;

    private readonly IComputeDevice _device;
    private readonly int _groups;
    private readonly DeviceResources _held = new();
    private readonly IDeviceKernel _kernel;
    private readonly IDeviceBuffer _inputs, _output;
    private readonly int[] _values = new int[Inputs * DotKernel.GroupSize];

    /// <param name="subgroupSize">0 for the driver's own choice.</param>
    public DotRounds(IComputeDevice device, int groups, int subgroupSize, long seed)
    {
        (_device, _groups) = (device, groups);
        Variant = subgroupSize == 0 ? "default subgroups" : $"subgroup {subgroupSize}";
        try
        {
            _kernel = _held.Add(device.Build(DotKernel.Emit(), subgroupSize));
            // Composed of others, it has none to be counted.
            if (device.Facts.HasDotInstruction)
                Instructions = InstructionCount.Of(_kernel.Disassembly, InstructionFamily.Dot(), DotKernel.DotsPerRound);
            new Random(unchecked((int)seed)).NextBytes(MemoryMarshal.AsBytes(_values.AsSpan()));
            _inputs = _held.Add(device.Allocate(_values.Length * 4, MemoryPlace.Device));
            device.Upload<int>(_inputs, _values);
            _output = _held.Add(device.Allocate((long)groups * DotKernel.GroupSize * 4, MemoryPlace.Device));
        }
        catch
        {
            _held.Dispose();
            throw;
        }
    }

    public string Variant { get; }

    public double WorkPerRound => (double)DotKernel.OperationsPerDot * DotKernel.DotsPerRound * DotKernel.GroupSize * _groups;

    public InstructionCount? Instructions { get; }

    public Dispatch Dispatch(int rounds) => Device.Dispatch.Of(_kernel, _groups, _inputs.Address, _output.Address, (ulong)rounds);

    public (double Error, double Tolerance) Check()
    {
        _device.Spoil(_output);
        _device.Run([Dispatch(CheckedRounds)], 1);
        var wanted = Reference();
        long differences = 0;
        _device.Download(_output, (found, at) =>
        {
            var results = MemoryMarshal.Cast<byte, int>(found);
            for (var i = 0; i < results.Length; i++) differences += results[i] == wanted[((at / 4) + i) % wanted.Length] ? 0 : 4;
        });
        Wrong.Require(differences, _output.Bytes, "int8 dot product");
        return (0, 0);
    }

    public void Dispose() => _held.Dispose();

    private int[] Reference()
    {
        var results = new int[DotKernel.GroupSize];
        for (var lane = 0; lane < results.Length; lane++)
            for (var chain = 1; chain <= DotKernel.Chains; chain++)
            {
                var value = _values[(chain * DotKernel.GroupSize) + lane];
                for (var step = 0; step < CheckedRounds * DotKernel.Steps; step++) value = unchecked(value + Product(value, _values[lane]));
                results[lane] ^= value;
            }

        return results;
    }

    private static int Product(int one, int other)
    {
        var sum = 0;
        for (var shift = 0; shift < 32; shift += 8) sum += (sbyte)(one >> shift) * (sbyte)(other >> shift);
        return sum;
    }
}
