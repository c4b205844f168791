using StackBench.Machine;
using StackBench.Machine.Doctor;

namespace StackBench.Tests.Machine.Doctor;

public sealed class BusyLookTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(64, 0)]
    public void The_busiest_are_named_where_a_measurement_would_suffer(int cpus, int expected)
    {
        var activity = new Activity(0.5, [new(7, "python3", 0.49), new(9, "make", 0.05)], Fact<double>.Unknown(""), Fact<long>.Unknown(""));
        var busy = BusyLook.Of(activity, cpus);
        Assert.Equal(expected, busy.Length);
        if (expected > 0) Assert.Equal(new BusyProcess(7, "python3", 0.98), busy[0]);
    }
}
