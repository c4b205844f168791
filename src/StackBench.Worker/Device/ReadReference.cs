using System.Runtime.InteropServices;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>What <see cref="ReadKernel"/> must find, computed from the pattern by running sums of exclusive ors.</summary>
internal sealed class ReadReference
{
    private const int WordsPerVector = CopyKernel.VectorBytes / 4;
    private const int WordsPerGroup = CopyKernel.GroupSize * WordsPerVector;

    private readonly uint[] _sums;
    private readonly long _blocks;
    private readonly long _stride;
    private readonly int _steps;

    private ReadReference(uint[] sums, long blocks, long stride, int steps) =>
        (_sums, _blocks, _stride, _steps) = (sums, blocks, stride, steps);

    /// <param name="place">Where the array begins in the pattern, in bytes.</param>
    public static ReadReference Of(RandomPattern pattern, long place, long blocks, long stride, int steps)
    {
        const int wordsPerBlock = ReadKernel.BlockBytes / 4;
        var words = new uint[wordsPerBlock];
        var sums = new uint[(blocks + 1) * WordsPerGroup];
        for (long block = 0; block < blocks; block++)
        {
            var before = sums.AsSpan((int)(block * WordsPerGroup), WordsPerGroup);
            var after = sums.AsSpan((int)((block + 1) * WordsPerGroup), WordsPerGroup);
            before.CopyTo(after);
            pattern.Fill(MemoryMarshal.AsBytes(words.AsSpan()), place + (block * ReadKernel.BlockBytes));
            for (var word = 0; word < wordsPerBlock; word++) after[word % WordsPerGroup] ^= words[word];
        }

        return new ReadReference(sums, blocks, stride, steps);
    }

    /// <exception cref="StackBench.Protocol.Engines.CheckFailedException">The output differs.</exception>
    public void Require(IComputeDevice device, IDeviceBuffer output)
    {
        long differences = 0;
        device.Download(output, (found, at) =>
        {
            var words = MemoryMarshal.Cast<byte, uint>(found);
            for (var i = 0; i < words.Length; i++) differences += words[i] == Expected((at / 4) + i) ? 0 : 4;
        });
        Wrong.Require(differences, output.Bytes, "read");
    }

    private uint Expected(long word)
    {
        var (group, lane) = (word / WordsPerGroup, (int)(word % WordsPerGroup));
        var start = group * _stride % _blocks;
        var (rounds, rest) = Math.DivRem(_steps, _blocks);
        var expected = rounds % 2 == 0 ? 0 : Sum(_blocks, lane);
        var end = start + rest;
        return expected ^ (end <= _blocks
            ? Sum(start, lane) ^ Sum(end, lane)
            : Sum(start, lane) ^ Sum(_blocks, lane) ^ Sum(end - _blocks, lane));
    }

    private uint Sum(long block, int lane) => _sums[(block * WordsPerGroup) + lane];
}
