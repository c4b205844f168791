using System.Globalization;
using StackBench.Core.Expectations;
using StackBench.Core.Results;

namespace StackBench.Tests.Expectations;

public sealed class ExpectationJudgeTests
{
    private static Judgement Judge(Run run) => Assert.Single(ExpectationJudge.Of(run));

    /// <summary>RTX 4090 bf16 GEMM: 165.7 TFLOP/s, 7 sources, band of 10 %.</summary>
    [Theory]
    [InlineData(165.7e12, JudgementKind.AsExpected,
        "as expected: 100 % of what GeForce RTX 4090 cards give (7 sources, 2024-2026, usual 90-110 %)")]
    [InlineData(150e12, JudgementKind.AsExpected, "as expected: 91 %")]
    [InlineData(141e12, JudgementKind.LowerThanUsual, "lower than usual: 85 %")]
    [InlineData(101e12, JudgementKind.Low, "low: 61 % of what GeForce RTX 4090 cards give (7 sources")]
    [InlineData(190e12, JudgementKind.HigherThanSources, "higher than the sources, most likely newer software: 115 %")]
    public void A_value_is_judged_by_its_distance_from_the_median(double value, JudgementKind kind, string text)
    {
        var judgement = Judge(Gpus.Run("NVIDIA GeForce RTX 4090", "10de:2684", Gpus.Gemm(value)));
        Assert.Equal(kind, judgement.Kind);
        Assert.StartsWith(text, judgement.Text, StringComparison.Ordinal);
        Assert.Equal(7, judgement.Sources);
        Assert.Equal(kind is JudgementKind.Low or JudgementKind.LowerThanUsual, judgement.LookAt is not null);
    }

    /// <summary>One source, 921.6 GB/s of a range of 0.6 %: the floor of 8 % is half as wide again.</summary>
    [Theory]
    [InlineData(921e9, JudgementKind.AsExpected)]
    [InlineData(820e9, JudgementKind.AsExpected)]
    [InlineData(800e9, JudgementKind.LowerThanUsual)]
    [InlineData(600e9, JudgementKind.Low)]
    [InlineData(1040e9, JudgementKind.UnusuallyHigh)]
    public void One_source_is_a_hint(double value, JudgementKind kind)
    {
        var judgement = Judge(Gpus.Run("NVIDIA GeForce RTX 4090", "10de:2684", Gpus.Memory(value)));
        Assert.Equal(kind, judgement.Kind);
        Assert.Contains("1 source, 2024: a hint", judgement.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(48.5e9, JudgementKind.PassesMark, "passes the mark of nvbandwidth CE / rocm_bandwidth_test for H200 SXM, 48.0 GB/s")]
    [InlineData(24e9, JudgementKind.BelowMark,
        "below the mark of nvbandwidth CE / rocm_bandwidth_test for H200 SXM, 48.0 GB/s: 50 % of it")]
    public void Where_only_a_mark_is_known_it_passes_or_not(double value, JudgementKind kind, string text)
    {
        var judgement = Judge(Gpus.Run("NVIDIA H200", "10de:2335", Gpus.Transfer(value)));
        Assert.Equal((kind, text), (judgement.Kind, judgement.Text));
    }

    /// <summary>By link, whatever the card: generation 4 and 16 lanes gave 26.1 GB/s.</summary>
    [Theory]
    [InlineData(25.4e9, "16 GT/s x16", JudgementKind.AsExpected)]
    [InlineData(13.1e9, "16 GT/s x16", JudgementKind.Low)]
    // Nobody published one of generation 3: 75-95 % of 15.8 GB/s.
    [InlineData(12.4e9, "8 GT/s x16", JudgementKind.UsualOfClass)]
    [InlineData(6.2e9, "8 GT/s x16", JudgementKind.LowOfClass)]
    public void Transfers_are_judged_by_the_link(double value, string most, JudgementKind kind) => Assert.Equal(
        kind, Judge(Gpus.Run("AMD Radeon RX 7900 XTX", "1002:744c", Gpus.Link(16, most), Gpus.Transfer(value))).Kind);

    [Theory]
    [InlineData(0.88, JudgementKind.UsualOfClass,
        "no reference for this card; cards of its class give 84-98 % of the published rate, yours 88 %")]
    [InlineData(0.6, JudgementKind.LowOfClass,
        "no reference for this card; cards of its class give 84-98 % of the published rate, yours 60 %")]
    [InlineData(1.07, JudgementKind.Impossible, "not possible: 107 % of the published rate")]
    public void A_card_without_a_figure_is_judged_by_its_class(double published, JudgementKind kind, string text)
    {
        var judgement = Judge(Gpus.Run("NVIDIA GeForce RTX 5050", "10de:2d83", Gpus.Memory(280e9, published: published)));
        Assert.Equal((kind, text), (judgement.Kind, judgement.Text));
    }

    /// <summary>GeForce cards clock above the boost that their published rate is of.</summary>
    [Theory]
    [InlineData(1.21, JudgementKind.AsExpected)]
    [InlineData(1.34, JudgementKind.AsExpected)]
    [InlineData(1.36, JudgementKind.Impossible)]
    public void Arithmetic_may_be_above_the_published_rate(double published, JudgementKind kind) => Assert.Equal(
        kind, Judge(Gpus.Run("NVIDIA GeForce RTX 4090", "10de:2684", Gpus.Gemm(165.7e12, published: published))).Kind);

    [Theory]
    [InlineData("NVIDIA GeForce RTX 4090 Laptop GPU", null)]
    [InlineData("GRID A100-10C", null)]
    [InlineData("NVIDIA H100 80GB HBM3", "MIG")]
    public void What_is_no_whole_card_is_not_judged(string name, string? partition)
    {
        FingerprintFact[] facts = partition is null ? [] : [new($"gpu.{Gpus.Address}.partition", partition, FactRole.Cause)];
        var judgement = Judge(Gpus.Run(name, "10de:2717", facts, Gpus.Gemm(1e12)));
        Assert.Equal(JudgementKind.NotJudged, judgement.Kind);
        Assert.False(judgement.IsLoss);
    }

    [Fact]
    public void A_GPU_without_a_name_and_a_driver_on_the_CPU_are_left_out()
    {
        Assert.Empty(ExpectationJudge.Of(Gpus.Run("x", "y", Gpus.Gemm(1e12)) with { Fingerprint = Fingerprint.Of([]) }));
        Assert.Empty(ExpectationJudge.Of(Gpus.Run("NVIDIA H200", "10de:2335",
            [new("engine.vulkan.driver.0", "llvmpipe Mesa 22.3.6", FactRole.Cause)], Gpus.Gemm(1e9) with { Device = "vulkan:1" })));
        FingerprintFact[] pocl = [new("engine.opencl.driver.0", "Portable Computing Language 3.1", FactRole.Cause)];
        Assert.Empty(ExpectationJudge.Of(Gpus.Run("NVIDIA H200", "10de:2335", pocl, Gpus.Gemm(1e9) with { Device = "opencl:1" })));
        // Without a name that is known, the result tells.
        var note = new Note("cpu-driver", "Intel Xeon computes on the CPU");
        var computed = Gpus.Memory(1e9) with { Device = "opencl:1" };
        Assert.NotEmpty(ExpectationJudge.Of(Gpus.Run("NVIDIA H200", "10de:2335", computed)));
        Assert.Empty(ExpectationJudge.Of(Gpus.Run(
            "NVIDIA H200", "10de:2335", computed with { Outcome = (Ok)computed.Outcome with { Notes = [note] } })));
        // It says nothing of a GPU that another engine measured.
        Assert.NotEmpty(ExpectationJudge.Of(Gpus.Run("NVIDIA H200", "10de:2335", pocl, Gpus.Gemm(1e9) with { Device = "cuda:0" })));
    }

    /// <summary>What the rule was judged by when it was made: each value by the others of its card, three or more in all.</summary>
    [Fact]
    public void Values_of_the_table_are_as_expected_by_the_others_of_their_card()
    {
        var rows = ExpectationTable.Shipped.Rows;
        var header = "vendor,device,chip,pci_ids,quantity,unit,low,typical,high,conditions,tool,year,source,note";
        var judged = new List<JudgementKind>();
        foreach (var group in rows.Where(row => row.IsExpectation && row.Quantity.EndsWith("gemm-best", StringComparison.Ordinal)
            && row.PciIds.Length > 0 && row.Vendor != "CPU").GroupBy(row => (row.Device, row.Quantity)).Where(group => group.Count() >= 4))
        {
            foreach (var own in group)
            {
                var others = string.Join('\n', group.Where(row => !ReferenceEquals(row, own)).Select(row => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Vendor},{row.Device},,{string.Join(' ', row.PciIds)},{row.Quantity},"
                        + $"GFLOPS,,{row.Typical / 1e9:R},,,,{row.Year},s,")));
                var table = ExpectationTable.Parse($"{header}\n{others}", "others");
                var run = Gpus.Run(own.Device, own.PciIds[0], Gpus.Gemm(own.Typical!.Value, own.Quantity.Split('-')[0]));
                judged.AddRange(ExpectationJudge.Of(run, table).Select(judgement => judgement.Kind));
            }
        }

        Assert.InRange(judged.Count, 30, 1000);
        var fine = judged.Count(kind => kind is JudgementKind.AsExpected or JudgementKind.HigherThanSources);
        Assert.InRange(fine / (double)judged.Count, 0.9, 1);
        Assert.InRange(judged.Count(kind => kind == JudgementKind.Low), 0, 1);
    }
}
