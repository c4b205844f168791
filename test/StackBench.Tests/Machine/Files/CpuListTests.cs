using StackBench.Machine.Files;

namespace StackBench.Tests.Machine.Files;

public sealed class CpuListTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0-3", "0,1,2,3")]
    [InlineData("0-1,8,10-11", "0,1,8,10,11")]
    [InlineData(" 2 , 0 ", "0,2")]
    [InlineData("1,1,0-1", "0,1")]
    [InlineData("", "")]
    public void A_list_gives_its_cpus_ascending(string text, string cpus) =>
        Assert.Equal(cpus, string.Join(',', CpuList.Parse(text)!.Value));

    [Theory]
    [InlineData("a")]
    [InlineData("3-1")]
    [InlineData("1-2-3")]
    [InlineData("-1")]
    [InlineData("0-99999999")]
    [InlineData("0x3")]
    [InlineData("N/A")]
    public void What_is_no_list_gives_none(string text) => Assert.Null(CpuList.Parse(text));
}
