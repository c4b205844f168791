using StackBench.Machine.Gpu;

namespace StackBench.Tests.Machine.Gpu;

public sealed class OwnGpuNamesTests
{
    [Theory]
    [InlineData("744c", "c8", "AMD Radeon RX 7900 XTX")]
    [InlineData("744c", "cc", "AMD Radeon RX 7900 XT")]
    [InlineData("74a1", "00", "AMD Instinct MI300X")]
    public void The_revision_tells_products_of_one_device_apart(string device, string revision, string name) =>
        Assert.Equal(name, OwnGpuNames.Find("1002", device, revision).Value);

    [Fact]
    public void A_revision_nobody_lists_names_what_the_device_may_be()
    {
        var reason = OwnGpuNames.Find("1002", "744c", "ff").UnknownReason;
        Assert.Contains("AMD Radeon RX 7900 XTX, AMD Radeon RX 7900 XT, ", reason, StringComparison.Ordinal);
        Assert.Contains("no name database", OwnGpuNames.Find("1002", "ffff", "00").UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public void No_device_and_revision_stands_twice() =>
        Assert.All(OwnGpuNames.Keys.GroupBy(key => key, StringComparer.Ordinal), group => Assert.Single(group));
}
