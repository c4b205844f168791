using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Machine.Reading;

namespace StackBench.Tests.Results;

public sealed class NodeKeyTests
{
    /// <summary>Slurm's name before Kubernetes', before the host's; what names no node is unknown with what to do.</summary>
    [Theory]
    [InlineData("vm", "", "vm")]
    [InlineData("vm", "SLURMD_NODENAME=node4", "node4")]
    [InlineData("vm", "SLURMD_NODENAME=node4 NODE_NAME=k8s-2", "node4")]
    [InlineData("pod-7f9c", "NODE_NAME=k8s-2 KUBERNETES_SERVICE_HOST=10.0.0.1", "k8s-2")]
    [InlineData("pod-7f9c", "KUBERNETES_SERVICE_HOST=10.0.0.1", null)]
    [InlineData("4c01db0b339c", "", null)]
    [InlineData("4c01db0b339c", "NODE_NAME=lab", "lab")]
    [InlineData("vm", "SLURMD_NODENAME=$(reboot)", "vm")]
    [InlineData("my\u202ehost", "", null)]
    public void The_node_is_named_by_who_knows_best(string host, string variables, string? expected)
    {
        var fact = Node(host, variables).Single(fact => fact.Name == NodeName.Fact);
        Assert.Equal((expected, FactRole.Noise), (fact.Value, fact.Role));
        Assert.Equal(expected is null, fact.UnknownReason is not null);
        Assert.Equal(expected, NodeName.Of(Fingerprint.Of([fact, new("host.name", host, FactRole.Noise)])));
    }

    [Fact]
    public void The_job_and_the_switches_above_a_node_are_facts()
    {
        var facts = Node("vm", "SLURM_JOB_ID=42 SLURM_TOPOLOGY_ADDR=s0.rack2.node4").ToDictionary(fact => fact.Name, fact => fact.Value);
        Assert.Equal(("42", "s0.rack2.node4"), (facts["slurm.job"], facts["slurm.topology"]));
        Assert.DoesNotContain(Node("vm", "SLURM_JOB_ID=x;y"), fact => fact.Name == "slurm.job");
    }

    [Theory]
    [InlineData("a.b-c_9", true)]
    [InlineData("-x", false)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("node1\n", false)]
    public void A_name_is_plain(string text, bool isValid) => Assert.Equal(isValid, NodeName.IsValid(text));

    [Fact]
    public void Nodes_of_a_kind_share_their_kind_and_differ_in_their_key()
    {
        Fingerprint first = Of("node1"), second = Of("node2");
        Assert.NotEqual(NodeKey.Of(first), NodeKey.Of(second));
        Assert.Equal(NodeKey.KindOf(NodeKey.Of(first)), NodeKey.KindOf(NodeKey.Of(second)));
        Assert.Equal(MachineKey.Of(first), NodeKey.KindOf(NodeKey.Of(first)));
        var imported = Fingerprint.Of([new("cpu.model", "x", FactRole.Identity)]);
        Assert.Equal(MachineKey.Of(imported), NodeKey.Of(imported));
    }

    /// <summary>Runs of versions that knew no nodes go on in the history of their host.</summary>
    [Fact]
    public void An_older_run_is_of_the_node_of_its_host() => Assert.Equal(
        NodeKey.Of(Of("lab")),
        NodeKey.Of(Fingerprint.Of([new("cpu.model", "x", FactRole.Identity), new("host.name", "lab", FactRole.Noise)])));

    /// <summary>A document is a stranger's: a name that no node has is none.</summary>
    [Fact]
    public void A_node_of_odd_characters_is_unknown() => Assert.Null(NodeName.Of(Of("x\u001b]0;y")));

    [Theory]
    [InlineData("node1", "x", "node2", "x", "node1 node2")]
    [InlineData("node1", "x", "node1", "x", null)]
    [InlineData("node1", "x", "node2", "y", null)]
    [InlineData("node1", "x", null, "x", null)]
    public void A_comparison_knows_two_nodes_of_one_kind(string? before, string model, string? after, string otherModel, string? expected)
    {
        var nodes = FingerprintDiff.Of(Of(before, model), Of(after, otherModel)).Nodes;
        Assert.Equal(expected, nodes is { } pair ? $"{pair.Before} {pair.After}" : null);
    }

    private static Fingerprint Of(string? node, string model = "x") => Fingerprint.Of(
        [new("cpu.model", model, FactRole.Identity), new(NodeName.Fact, node, FactRole.Noise, node is null ? "unknown" : null)]);

    private static IEnumerable<FingerprintFact> Node(string host, string variables)
    {
        var set = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('='))
            .ToDictionary(parts => parts[0], parts => parts[1]);
        return NodeFacts.Of(host, set.GetValueOrDefault);
    }
}
