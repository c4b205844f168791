using StackBench.Core.Results;

namespace StackBench.Tests.Results;

public sealed class MachineSummaryTests
{
    [Fact]
    public void Processor_graphics_and_system_make_the_line_and_equal_devices_are_counted() => Assert.Equal(
        "EPYC (96 cores), 2 x Instinct MI300X, 10de:2331, Debian 12",
        Of(
            ("cpu.model", "EPYC"),
            ("cpu.cores", "96"),
            ("gpu.0000:01:00.0.name", "Instinct MI300X"),
            ("gpu.0000:02:00.0.name", "Instinct MI300X"),
            ("gpu.0000:03:00.0.name", null),
            ("gpu.0000:03:00.0.device-id", "10de:2331"),
            ("gpu.0000:01:00.0.driver", "6.8"),
            ("os.name", "Debian 12")));

    [Fact]
    public void What_is_unknown_is_left_out()
    {
        Assert.Equal("EPYC", Of(("cpu.model", "EPYC"), ("os.name", null)));
        Assert.Equal("EPYC (1 core)", Of(("cpu.model", "EPYC"), ("cpu.cores", "1")));
        Assert.Equal("unknown machine", Of(("cpu.model", null), ("cpu.cores", "4")));
    }

    private static string Of(params (string Name, string? Value)[] facts) =>
        MachineSummary.Of(Fingerprint.Of(facts.Select(fact => new FingerprintFact(fact.Name, fact.Value, FactRole.Cause))));
}
