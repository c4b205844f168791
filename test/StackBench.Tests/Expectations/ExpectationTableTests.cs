using StackBench.Core.Expectations;
using StackBench.Core.Units;

namespace StackBench.Tests.Expectations;

public sealed class ExpectationTableTests
{
    private const double Gibibyte = 1L << 30;

    [Fact]
    public void The_table_that_ships_is_read_whole()
    {
        var rows = ExpectationTable.Shipped.Rows;
        Assert.Equal(1111, rows.Length);
        Assert.Equal(232, rows.Select(row => row.Device).Distinct().Count());
        Assert.All(rows, row => Assert.NotEqual("", row.Source));
        Assert.All(rows, row => Assert.True(row.Typical > 0 || row.Low > 0, row.ToString()));
        var read = rows.First(row => row is { Device: "GeForce RTX 5090", Quantity: "h2d-pinned" });
        Assert.Equal((56.3e9, 56.35e9, 56.41e9, Unit.BytePerSecond), (read.Low!.Value, read.Typical!.Value, read.High!.Value, read.Unit));
    }

    /// <summary>Names as the drivers of recorded machines give them.</summary>
    [Theory]
    [InlineData("NVIDIA H100 80GB HBM3", "10de:2330", 79.6, "H100 SXM5")]
    [InlineData("NVIDIA A100-SXM4-80GB", "10de:20b2", 80, "A100 SXM4 80GB")]
    [InlineData("NVIDIA A100 80GB PCIe", null, 80, "A100 PCIe 80GB")]
    [InlineData("NVIDIA H200", "10de:2335", 140.4, "H200 SXM")]
    [InlineData("NVIDIA GeForce RTX 4090", "10de:2684", 24, "GeForce RTX 4090")]
    [InlineData("NVIDIA GeForce RTX 4090", "10de:2684", 48, "GeForce RTX 4090 48GB (modified)")]
    [InlineData("NVIDIA GeForce RTX 3080", "10de:2206", 10, "GeForce RTX 3080 10GB")]
    [InlineData("NVIDIA GeForce RTX 3080", "10de:220a", 12, "GeForce RTX 3080 12GB")]
    [InlineData("Tesla T4", "10de:1eb8", 15, "Tesla T4")]
    [InlineData("AMD Radeon RX 7900 XTX", "1002:744c", 24, "Radeon RX 7900 XTX")]
    [InlineData("AMD Radeon RX 7900 XT", "1002:744c", 20, "Radeon RX 7900 XT")]
    [InlineData("AMD Instinct MI300X OAM", "1002:74a1", 192, "Instinct MI300X")]
    [InlineData("Intel(R) Arc(TM) B580 Graphics", "8086:e20b", 12, "Arc B580")]
    // One id, several products, and a name that says none of them.
    [InlineData("Navi 31 [Radeon RX 7900 XT/7900 XTX]", "1002:744c", 24, null)]
    [InlineData("AMD Radeon RX 590", "1002:67df", 8, null)]
    // The A16 shares its id with the A2.
    [InlineData("NVIDIA A16", "10de:25b6", 16, null)]
    public void A_driver_s_name_finds_its_device(string name, string? pci, double gibibytes, string? device) =>
        Assert.Equal(device, ExpectationTable.Shipped.DeviceOf(new GpuIdentity(name, pci, gibibytes * Gibibyte, null, null)));

    [Fact]
    public void What_shows_a_defect_or_a_lowered_limit_is_no_expectation()
    {
        // Eight power limits, of which the table does not say which is the card's own.
        Assert.Null(ExpectationTable.Shipped.Find("RTX PRO 6000 Blackwell Workstation", "llama2-7b-q4_0-tg128"));
        // The one with hipBLASLt switched off.
        Assert.DoesNotContain(ExpectationTable.Shipped.Rows,
            row => row is { Device: "Radeon 8060S (Strix Halo)", Quantity: "bf16-gemm-best", Typical: < 6e12 } && row.IsExpectation);
        // 780 GB/s is computed from the mark, which alone was published.
        var mark = ExpectationTable.Shipped.Find("A30", "memory-bandwidth-triad")!;
        Assert.Null(mark.Typical);
        Assert.Equal(585e9, mark.Mark!.Value.Value);
    }

    [Fact]
    public void Values_of_several_machines_give_a_median_a_range_and_years()
    {
        var known = ExpectationTable.Shipped.Find("GeForce RTX 4090", "bf16-gemm-best")!;
        Assert.Equal((7, "2024-2026"), (known.Sources, known.Years));
        Assert.Equal(165.71e12, known.Typical!.Value, 1e9);
        Assert.Equal((179.2 - 162.39) / 2 / 165.71, known.Spread, 1e-4);
    }

    [Theory]
    [InlineData("vendor,device\nAMD", "cells")]
    [InlineData(
        "vendor,device,chip,pci_ids,quantity,unit,low,typical,high,conditions,tool,year,source,note\nA,B,,,q,furlong,,1,,,,,,", "furlong")]
    public void A_table_of_another_form_is_refused(string text, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => ExpectationTable.Parse(text, "t.csv")).Message, StringComparison.Ordinal);
}
