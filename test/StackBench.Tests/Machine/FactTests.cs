using StackBench.Machine;

namespace StackBench.Tests.Machine;

public sealed class FactTests
{
    [Fact]
    public void A_fact_that_was_never_set_is_unknown_and_not_zero()
    {
        Fact<int> fact = default;
        Assert.False(fact.IsKnown);
        Assert.Equal("not read", fact.UnknownReason);
        Assert.Throws<InvalidOperationException>(() => fact.Value);
    }

    [Fact]
    public void Zero_can_be_a_value()
    {
        Fact<long> fact = 0L;
        Assert.True(fact.IsKnown);
        Assert.Equal(0, fact.Value);
    }

    [Fact]
    public void The_first_reason_survives_where_no_source_knows()
    {
        var fact = Fact<int>.Unknown("first").Else(() => Fact<int>.Unknown("second"));
        Assert.Equal("first", fact.UnknownReason);
        Assert.Equal(3, fact.Else(() => 3).Value);
        Assert.Equal("first", fact.Then<string>(_ => "x").UnknownReason);
    }
}
