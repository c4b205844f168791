using StackBench.Fleet.Campaigns;

namespace StackBench.Tests.Fleet;

public sealed class HostListTests
{
    [Theory]
    [InlineData("node1", "node1")]
    [InlineData("node[1-3,7],login", "node1 node2 node3 node7 login")]
    [InlineData("n[08-11]", "n08 n09 n10 n11")]
    [InlineData("r[1-2]n[1-2]", "r1n1 r1n2 r2n1 r2n2")]
    [InlineData("a,a", "a")]
    public void A_list_is_expanded_as_Slurm_does(string list, string names) =>
        Assert.Equal(names, string.Join(' ', HostList.Expand(list)!.Value));

    [Theory]
    [InlineData("")]
    [InlineData("node[1-3")]
    [InlineData("node]1")]
    [InlineData("node[3-1]")]
    [InlineData("node[a-b]")]
    [InlineData("node[1-2-3]")]
    [InlineData("node 1")]
    [InlineData("$(reboot)")]
    [InlineData("../node")]
    [InlineData("node[1-999999999]")]
    public void What_is_no_list_is_refused(string list) => Assert.Null(HostList.Expand(list));
}
