using StackBench.Machine.Amd;

namespace StackBench.Tests.Machine.Amd;

public sealed class DpmLevelTests
{
    [Fact]
    public void Several_levels_can_be_active_and_a_level_can_be_a_letter()
    {
        var levels = DpmLevel.Parse("S: 19Mhz *\n0: 500Mhz \n1: 31Mhz *\nnot a level\n");
        Assert.Equal(["S", "0", "1"], levels.Select(level => level.Level));
        Assert.Equal([true, false, true], levels.Select(level => level.IsActive));
        Assert.Equal([19, 500, 31], levels.Select(level => level.Megahertz!.Value));
    }

    [Fact]
    public void A_link_level_has_rate_lanes_and_clock()
    {
        var level = Assert.Single(DpmLevel.Parse("1: 16.0GT/s, x8 306Mhz *"));
        Assert.Equal((16.0, 8, 306.0), (level.Gigatransfers!.Value, level.Lanes!.Value, level.Megahertz!.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("N/A")]
    [InlineData(":::")]
    public void What_is_no_table_has_no_clock(string text) =>
        Assert.DoesNotContain(DpmLevel.Parse(text), level => level.Megahertz is not null);
}
