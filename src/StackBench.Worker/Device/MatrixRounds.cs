using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>The tile products of <see cref="MatrixKernel"/> for a tile, a subgroup size and a number of subgroups.</summary>
internal sealed class MatrixRounds : IRoundsKernel
{
    /// <summary>Few enough that sums of small whole numbers are exact in every type.</summary>
    private const int CheckedRounds = 4;

    /// <summary>Keeps sums of fp16 finite over all rounds.</summary>
    private const double TimedScale = 0.125;

    private readonly IComputeDevice _device;
    private readonly MatrixTile _tile;
    private readonly int _groups, _subgroups;
    private readonly DeviceResources _held = new();
    private readonly IDeviceKernel _kernel;
    private readonly IDeviceBuffer _a, _b, _output;
    private readonly Random _random;

    public MatrixRounds(IComputeDevice device, MatrixTile tile, int groups, int subgroupSize, int subgroups, long seed)
    {
        (_device, _tile, _groups, _subgroups, _random) = (device, tile, groups, subgroups, new Random(unchecked((int)seed)));
        try
        {
            _kernel = _held.Add(device.Build(MatrixKernel.Emit(tile, subgroupSize, subgroups), subgroupSize));
            Variant = $"{_kernel.Instruction ?? $"{tile}"}, subgroup {subgroupSize}, {subgroups} a group";
            Instructions = InstructionCount.Of(_kernel.Disassembly, InstructionFamily.Matrix(), MatrixKernel.ProductsPerRound);
            var bytes = MatrixTile.BytesOf(tile.Factor);
            _a = _held.Add(device.Allocate(MatrixKernel.Tiles * tile.M * tile.K * bytes, MemoryPlace.Device));
            _b = _held.Add(device.Allocate(MatrixKernel.Tiles * tile.K * tile.N * bytes, MemoryPlace.Device));
            _output = _held.Add(device.Allocate((long)groups * subgroups * OutputBytes, MemoryPlace.Device));
        }
        catch
        {
            _held.Dispose();
            throw;
        }
    }

    public string Variant { get; }

    public double WorkPerRound => MatrixKernel.ProductsPerRound * _tile.Operations * _subgroups * _groups;

    public InstructionCount? Instructions { get; }

    /// <summary>Bytes of the results of a subgroup.</summary>
    private int OutputBytes => MatrixKernel.ProductsPerRound * _tile.M * _tile.N * MatrixTile.BytesOf(_tile.Sum);

    public Dispatch Dispatch(int rounds) =>
        Device.Dispatch.Of(_kernel, _groups, _a.Address, _b.Address, _output.Address, (ulong)rounds);

    public (double Error, double Tolerance) Check()
    {
        var (a, b) = (WholeNumbers(_a), WholeNumbers(_b));
        _device.Upload<byte>(_a, MatrixValues.Encode(_tile.Factor, a));
        _device.Upload<byte>(_b, MatrixValues.Encode(_tile.Factor, b));
        _device.Spoil(_output);
        _device.Run([Dispatch(CheckedRounds)], 1);
        var wanted = MatrixValues.Encode(_tile.Sum, Reference(a, b));
        long differences = 0;
        var place = 0;
        _device.Download(_output, (found, _) =>
        {
            foreach (var value in found)
            {
                differences += value == wanted[place] ? 0 : 1;
                if (++place == wanted.Length) place = 0;
            }
        });
        Wrong.Require(differences, _output.Bytes, $"matrix product {_tile.Factor} {_tile}");
        // Times depend on the data by way of power: those of networks are spread round zero.
        foreach (var buffer in (IDeviceBuffer[])[_a, _b]) _device.Upload<byte>(buffer, MatrixValues.Encode(_tile.Factor, Spread(buffer)));
        return (0, 0);
    }

    public void Dispose() => _held.Dispose();

    private double[] WholeNumbers(IDeviceBuffer buffer) => Filled(buffer, () => _random.Next(-2, 3));

    private double[] Spread(IDeviceBuffer buffer) => _tile.Factor == MatrixElement.Int8
        ? Filled(buffer, () => _random.Next(sbyte.MinValue, sbyte.MaxValue + 1))
        : Filled(buffer, () => TimedScale * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(Math.Tau * _random.NextDouble()));

    private double[] Filled(IDeviceBuffer buffer, Func<double> next)
    {
        var values = new double[buffer.Bytes / MatrixTile.BytesOf(_tile.Factor)];
        foreach (ref var value in values.AsSpan()) value = next();
        return values;
    }

    private double[] Reference(double[] a, double[] b)
    {
        var (m, n, k) = (_tile.M, _tile.N, _tile.K);
        var results = new double[MatrixKernel.ProductsPerRound * m * n];
        for (var product = 0; product < MatrixKernel.ProductsPerRound; product++)
            for (var row = 0; row < m; row++)
                for (var column = 0; column < n; column++)
                {
                    double sum = 0;
                    for (var i = 0; i < k; i++)
                        sum += a[(((product / MatrixKernel.Tiles * m) + row) * k) + i]
                            * b[(((product % MatrixKernel.Tiles * k) + i) * n) + column];
                    results[(((product * m) + row) * n) + column] = CheckedRounds * sum;
                }

        return results;
    }
}
