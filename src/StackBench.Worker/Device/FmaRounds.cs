using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>The multiply-adds of <see cref="FmaKernel"/> in one type and subgroup size.</summary>
internal sealed class FmaRounds : IRoundsKernel
{
    private const int CheckedRounds = 16;

    private readonly IComputeDevice _device;
    private readonly FmaType _type;
    private readonly int _groups;
    private readonly DeviceResources _held = new();
    private readonly IDeviceKernel _kernel;
    private readonly IDeviceBuffer _inputs, _output;
    private readonly double[] _values;

    /// <param name="subgroupSize">0 for the driver's own choice.</param>
    public FmaRounds(IComputeDevice device, FmaType type, int groups, int subgroupSize, long seed)
    {
        (_device, _type, _groups) = (device, type, groups);
        Variant = subgroupSize == 0 ? "default subgroups" : $"subgroup {subgroupSize}";
        try
        {
            _kernel = _held.Add(device.Build(
                type.IsBf16 ? FmaKernel.EmitBf16() : FmaKernel.Emit(type.Bits, type.Lanes), subgroupSize));
            Instructions = InstructionCount.Of(
                _kernel.Disassembly, InstructionFamily.FmaOf(type.Bits, type.Lanes), FmaKernel.FmasPerRound);
            _values = Inputs(type, seed);
            _inputs = _held.Add(device.Allocate(_values.Length * (type.Bits / 8L), MemoryPlace.Device));
            device.Upload<byte>(_inputs, type.Encode(_values));
            _output = _held.Add(device.Allocate((long)groups * FmaKernel.GroupSize * type.Bytes, MemoryPlace.Device));
        }
        catch
        {
            _held.Dispose();
            throw;
        }
    }

    public string Variant { get; }

    public double WorkPerRound => 2.0 * FmaKernel.FmasPerRound * _type.Lanes * FmaKernel.GroupSize * _groups;

    public InstructionCount? Instructions { get; }

    public Dispatch Dispatch(int rounds) => Device.Dispatch.Of(_kernel, _groups, _inputs.Address, _output.Address, (ulong)rounds);

    public (double Error, double Tolerance) Check()
    {
        _device.Spoil(_output);
        _device.Run([Dispatch(CheckedRounds)], 1);
        var wanted = Reference(_values, FmaKernel.GroupSize * (int)_type.Lanes, CheckedRounds);
        var first = new byte[FmaKernel.GroupSize * _type.Bytes];
        long differences = 0;
        _device.Download(_output, (found, at) =>
        {
            if (at == 0) found[..first.Length].CopyTo(first);
            // A part begins with a group, and every group computes the same.
            for (var place = 0; place < found.Length; place += first.Length)
                if (!found.Slice(place, first.Length).SequenceEqual(first)) differences += first.Length;
        });
        var error = Error(_type.Decode(first), wanted);
        if (!(error <= _type.Tolerance)) throw Wrong.Result($"fma {_type.Name}", error, _type.Tolerance);
        Wrong.Require(differences, _output.Bytes, $"fma {_type.Name}");
        return (error, _type.Tolerance);
    }

    public void Dispose() => _held.Dispose();

    /// <summary>The greatest deviation relative to the magnitudes; infinite where a result is no number.</summary>
    internal static double Error(double[] results, (double Sum, double Scale)[] wanted)
    {
        double error = 0;
        for (var i = 0; i < results.Length; i++)
        {
            var deviation = Math.Abs(results[i] - wanted[i].Sum) / wanted[i].Scale;
            if (!(deviation <= error)) error = double.IsNaN(deviation) ? double.PositiveInfinity : deviation;
        }

        return error;
    }

    /// <summary>Small angles s, t = -s, and points within the unit square; rounded to the type, so that the reference starts from them.
    /// </summary>
    internal static double[] Inputs(FmaType type, long seed)
    {
        var random = new Random(unchecked((int)seed));
        var block = FmaKernel.GroupSize * (int)type.Lanes;
        var values = new double[FmaKernel.Inputs * block];
        for (var i = 0; i < block; i++) values[i] = type.Round(0.01 + (0.02 * random.NextDouble()));
        for (var i = 0; i < block; i++) values[block + i] = -values[i];
        for (var i = 2 * block; i < values.Length; i++) values[i] = type.Round(random.NextDouble() - 0.5);
        return values;
    }

    /// <summary>The sums in double precision, each with the sum of the magnitudes it is made of.</summary>
    internal static (double Sum, double Scale)[] Reference(double[] inputs, int lanes, int rounds)
    {
        var results = new (double Sum, double Scale)[lanes];
        for (var lane = 0; lane < lanes; lane++)
        {
            double s = inputs[lane], t = inputs[lanes + lane];
            double[] values = [.. FmaKernel.Seeds.Select(seed => inputs[(seed * lanes) + lane])];
            for (var step = 0; step < rounds * FmaKernel.Steps; step++)
            {
                for (var x = 0; x < values.Length; x += 2) values[x] += s * values[x + 1];
                for (var y = 1; y < values.Length; y += 2) values[y] += t * values[y - 1];
            }

            results[lane] = (values.Sum(), values.Sum(Math.Abs));
        }

        return results;
    }
}
