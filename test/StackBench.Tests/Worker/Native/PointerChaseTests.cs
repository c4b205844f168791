using StackBench.Worker.Native.Memory;

namespace StackBench.Tests.Worker.Native;

public sealed class PointerChaseTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(100_003)]
    public void The_lines_form_one_cycle(long lines)
    {
        using var chase = new PointerChase(lines, seed: 1);

        Assert.Equal(lines, chase.CycleLength());
    }

    [Fact]
    public void A_chase_goes_on_where_the_last_one_ended()
    {
        using var inParts = new PointerChase(1000, seed: 1);
        using var atOnce = new PointerChase(1000, seed: 1);

        inParts.Follow(300);
        inParts.Follow(17);
        atOnce.Follow(317);

        Assert.NotEqual(0, atOnce.Position);
        Assert.Equal(atOnce.Position, inParts.Position);
        atOnce.Follow(1000 - 317);
        Assert.Equal(0, atOnce.Position);
    }

    [Fact]
    public void The_seed_decides_the_cycle()
    {
        using var one = new PointerChase(1000, seed: 1);
        using var same = new PointerChase(1000, seed: 1);
        using var other = new PointerChase(1000, seed: 2);

        var walk = Walk(one);

        Assert.Equal(walk, Walk(same));
        Assert.NotEqual(walk, Walk(other));
    }

    [Fact]
    public void Neighbouring_steps_are_not_neighbouring_lines()
    {
        using var chase = new PointerChase(10_000, seed: 1);

        var walk = Walk(chase);

        Assert.True(walk.Zip(walk.Skip(1)).Count(pair => Math.Abs(pair.First - pair.Second) <= 1) < 10);
    }

    private static List<long> Walk(PointerChase chase)
    {
        var lines = new List<long>();
        for (var step = 0; step < chase.Lines; step++)
        {
            chase.Follow(1);
            lines.Add(chase.Position);
        }

        return lines;
    }
}
