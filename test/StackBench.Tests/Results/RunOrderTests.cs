using StackBench.Core.Results;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Results;

public sealed class RunOrderTests
{
    /// <summary>Patterns of a user may name the same twice.</summary>
    [Fact]
    public void A_key_that_is_named_twice_counts_where_it_stands_first()
    {
        ResultKey[] keys = [.. ExampleRun.Full.Results.Select(result => result.Key)];
        var run = ExampleRun.Full.InOrderOf([keys[2], keys[0], keys[2]]);
        Assert.Equal([keys[2], keys[0], keys[1]], run.Results.Take(3).Select(result => result.Key));
    }
}
