using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Tests.Machine.Gpu;

public sealed class DeviceAccessTests
{
    [Theory]
    [InlineData(44u, "group 'video'")]
    [InlineData(109u, "group 'render'")]
    [InlineData(998u, "the group with number 998")]
    public void The_group_to_join_is_named_or_numbered(uint id, string text) =>
        Assert.Equal(text, DeviceAccess.GroupName("root:x:0:\nvideo:x:44:\nrender:x:109:someone\n", id));

    [Fact]
    public void A_device_that_can_be_opened_is_usable_and_an_absent_one_says_why()
    {
        using var tree = new TreeCopy().With("/dev/kfd", "x");
        Assert.Equal("usable", DeviceAccess.Check(new SystemTree(tree.Root), Path.Combine(tree.Root, "dev/kfd")).Text.Value);
        Assert.Contains("is not here", DeviceAccess.Check(new SystemTree(tree.Root),
            Path.Combine(tree.Root, "dev/dri/renderD128")).Text.UnknownReason, StringComparison.Ordinal);
    }
}
