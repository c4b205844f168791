using StackBench.Worker.Native.Memory;
using StackBench.Worker.Native.Simd;
using StackBench.Worker.Native.Threads;

namespace StackBench.Tests.Worker.Native;

public sealed class StreamKernelTests
{
    public static TheoryData<string, bool, int, int> Kernels()
    {
        var data = new TheoryData<string, bool, int, int>();
        foreach (var width in VectorWidths.Available)
        {
            foreach (var count in new[] { 1, 7, 8, 31, 32, 33, 63, 64, 65, 1000, 4099 })
            {
                data.Add(nameof(StreamPattern.Read), false, width, count);
                data.Add(nameof(StreamPattern.Copy), false, width, count);
                data.Add(nameof(StreamPattern.Copy), true, width, count);
                data.Add(nameof(StreamPattern.Triad), false, width, count);
                data.Add(nameof(StreamPattern.Triad), true, width, count);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_is_exact_at_every_width_and_count(string pattern, bool nonTemporal, int width, int count)
    {
        var kernel = StreamKernels.Find(Enum.Parse<StreamPattern>(pattern), nonTemporal, width);
        using var arrays = new StreamArrays(Enum.Parse<StreamPattern>(pattern), count, workers: 1);
        arrays.Fill(0);

        var sum = kernel(arrays.Chunk(0));

        Assert.Equal(0, arrays.Deviation(0, sum));
    }

    [Fact]
    public unsafe void Triad_adds_three_times_the_second_array_to_the_first()
    {
        var memory = stackalloc double[64];
        var aligned = (double*)(((nint)memory + 63) / 64 * 64);
        for (var i = 0; i < 5; i++) (aligned[i], aligned[16 + i]) = (i, 10 * i);

        StreamKernels.Find(
            StreamPattern.Triad, nonTemporal: false, widthBits: 128)(new StreamChunk(aligned, aligned + 16, aligned + 32, 0, 5));

        Assert.Equal([0, 31, 62, 93, 124], new ReadOnlySpan<double>(aligned + 32, 5).ToArray());
    }

    [Theory]
    [InlineData(nameof(StreamPattern.Copy))]
    [InlineData(nameof(StreamPattern.Triad))]
    public unsafe void A_single_wrong_element_is_found(string pattern)
    {
        using var arrays = new StreamArrays(Enum.Parse<StreamPattern>(pattern), 1000, workers: 1);
        arrays.Fill(0);
        StreamKernels.Find(Enum.Parse<StreamPattern>(pattern), nonTemporal: false, widthBits: 128)(arrays.Chunk(0));

        arrays.Chunk(0).Target[999] += 1;

        Assert.True(arrays.Deviation(0, 0) > 1e-7);
    }

    [Fact]
    public void A_pass_that_did_nothing_is_found()
    {
        using var copy = new StreamArrays(StreamPattern.Copy, 100, workers: 1);
        using var read = new StreamArrays(StreamPattern.Read, 100, workers: 1);
        copy.Fill(0);
        read.Fill(0);

        Assert.True(copy.Deviation(0, 0) >= 1);
        Assert.Equal(1, read.Deviation(0, sum: 0));
        Assert.Equal(double.PositiveInfinity, read.Deviation(0, double.NaN));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(64, 3)]
    [InlineData(1000, 7)]
    [InlineData(4096, 2)]
    public unsafe void Chunks_cover_the_arrays_once_and_begin_at_cache_lines(long count, int workers)
    {
        using var arrays = new StreamArrays(StreamPattern.Triad, count, workers);

        var covered = 0L;
        for (var worker = 0; worker < workers; worker++)
        {
            var chunk = arrays.Chunk(worker);
            Assert.Equal(covered, chunk.Start);
            covered += chunk.Count;
            if (chunk.Count == 0) continue;
            Assert.Equal(0, ((nint)chunk.First | (nint)chunk.Second | (nint)chunk.Target) % 64);
            Assert.True(chunk.First + count <= arrays.Chunk(0).Second + chunk.Start);
            Assert.True(chunk.Second + count <= arrays.Chunk(0).Target + chunk.Start);
        }

        Assert.Equal(count, covered);
    }

    [Theory]
    [InlineData(nameof(StreamPattern.Read), false)]
    [InlineData(nameof(StreamPattern.Triad), true)]
    public void The_trial_chooses_a_width_of_this_processor(string pattern, bool nonTemporal)
    {
        using var team = PinnedTeam.Of(1);
        using var arrays = new StreamArrays(Enum.Parse<StreamPattern>(pattern), 4096, team.Count);
        team.Run(arrays.Fill);

        Assert.Contains(WidthTrial.Choose(Enum.Parse<StreamPattern>(pattern), nonTemporal, team, arrays), VectorWidths.Available);
    }

    [Fact]
    public void What_the_trial_wrote_is_erased_before_the_pass_that_is_checked()
    {
        using var arrays = new StreamArrays(StreamPattern.Copy, 4096, workers: 1);
        arrays.Fill(0);
        StreamKernels.Find(StreamPattern.Copy, nonTemporal: false, widthBits: 128)(arrays.Chunk(0));

        arrays.Erase(0);

        Assert.True(arrays.Deviation(0, 0) >= 1);
    }

    [Theory]
    [InlineData(1L << 20)]
    [InlineData(256L << 20)]
    public unsafe void Arrays_do_not_lie_at_equal_offsets_in_the_banks_of_memory(long bytes)
    {
        using var arrays = new StreamArrays(StreamPattern.Triad, bytes / sizeof(double), workers: 1);
        var chunk = arrays.Chunk(0);

        // 32 MiB: the smallest power of two whose multiples cost something on Zen 4 is above 2 MiB.
        Assert.NotEqual(0, ((nint)chunk.Second - (nint)chunk.First) % (32 << 20));
        Assert.NotEqual(0, ((nint)chunk.Target - (nint)chunk.Second) % (32 << 20));
        Assert.NotEqual(0, ((nint)chunk.Target - (nint)chunk.First) % (32 << 20));
    }
}
