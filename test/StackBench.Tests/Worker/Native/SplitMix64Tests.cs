using StackBench.Worker.Native.Inputs;

namespace StackBench.Tests.Worker.Native;

public sealed class SplitMix64Tests
{
    [Fact]
    public void It_gives_the_published_sequence()
    {
        var random = new SplitMix64(1234567);

        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            new[] { random.Next(), random.Next(), random.Next(), random.Next(), random.Next() });
    }

    [Fact]
    public void Bounds_are_kept_and_reached()
    {
        var random = new SplitMix64(1);
        var seen = new HashSet<long>();
        for (var i = 0; i < 1000; i++) seen.Add(random.Below(7));

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], seen.Order());
        for (var i = 0; i < 1000; i++) Assert.InRange(random.Between(2, 3), 2, 3);
    }
}
