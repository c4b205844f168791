using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Store;

/// <summary>The list of runs names their nodes as everything else does.</summary>
public sealed class RunNodeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("node.name", "node1", "node1")]
    [InlineData("node.name", "aabbccddeeff", "aabbccddeeff")]
    [InlineData("host.name", "box", "box")]
    [InlineData("host.name", "aabbccddeeff", null)]
    [InlineData("node.name", "a name", null)]
    [InlineData("node.name", null, null)]
    [InlineData("os.kernel", "6.9", null)]
    public void A_run_has_the_node_that_its_facts_name(string fact, string? value, string? node)
    {
        using var store = RunStore.Open(new StoreLocation(_folder.File("store")));
        var run = HistoryRun.Of(0, facts: new FingerprintFact(fact, value, FactRole.Noise));
        store.Import(run);
        Assert.Equal(NodeName.Of(run.Fingerprint), node);
        Assert.Equal(node, Assert.Single(store.WithNodes(store.List())).Node);
    }

    [Fact]
    public void A_header_of_another_form_costs_its_node_and_nothing_else()
    {
        using var store = RunStore.Open(new StoreLocation(_folder.File("store")));
        var node = new FingerprintFact("node.name", "n", FactRole.Noise);
        foreach (var day in Enumerable.Range(0, 3)) store.Import(HistoryRun.Of(day, facts: node));
        store.Connection.Execute(
            """UPDATE runs SET header = '{"fingerprint":{"facts":["odd", 7]}}' WHERE id = $id""", ("$id", HistoryRun.Of(0).Id));
        store.Connection.Execute("UPDATE runs SET header = 'no JSON' WHERE id = $id", ("$id", HistoryRun.Of(1).Id));
        Assert.Equal(["n", null, null], store.WithNodes(store.List()).Select(run => run.Node));
    }
}
