using StackBench.Machine;
using StackBench.Machine.Gpu;
using StackBench.Machine.Import;

namespace StackBench.Tests.Machine.Gpu;

public sealed class GpuPeaksTests
{
    /// <summary>GeForce cards run half the rate with the accumulation libraries use; the table states that figure.</summary>
    private static readonly string[] HalvedOnGeForce = ["tf32", "fp16", "bf16", "fp8"];

    [Fact]
    public void Published_peaks_agree_with_units_times_rate_times_boost()
    {
        var compared = 0;
        foreach (var peak in PublishedPeaks.All.Where(
            peak => peak is { Units: not null, BoostHertz: not null } && UnitRates.Of(peak.Target) is not null))
        {
            foreach (var (type, published) in peak.FlopPerSecond)
            {
                if (!UnitRates.Of(peak.Target)!.TryGetValue(type, out var rate)) continue;
                var factor = peak.Name.StartsWith("GeForce", StringComparison.Ordinal) && HalvedOnGeForce.Contains(type) ? 0.5 : 1;
                var computed = peak.Units!.Value * rate * peak.BoostHertz!.Value * factor;
                // Where a maker states something else on purpose, the row says why.
                if (peak.Notes.Contains("differs: ", StringComparison.Ordinal)) continue;
                Assert.True(Math.Abs((computed / published) - 1) < 0.03,
                    $"{peak.Name} {type}: published {published / 1e12:F1}, computed {computed / 1e12:F1}");
                compared++;
            }
        }

        Assert.True(compared > 1000, $"only {compared} figures were compared");
    }

    [Fact]
    public void Every_row_says_where_its_figures_come_from()
    {
        Assert.True(PublishedPeaks.All.Length >= 150, $"only {PublishedPeaks.All.Length} rows");
        Assert.All(PublishedPeaks.All, peak =>
            Assert.True(peak.Basis.Length > 0 && peak.Source.Length > 0 && peak.FlopPerSecond.Count > 0, peak.Name));
        Assert.Equal(
            PublishedPeaks.All.Length,
            PublishedPeaks.All.Select(peak => peak.Vendor + peak.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_row_with_a_bus_and_a_bandwidth_has_a_rate_that_memories_have()
    {
        // 0.9 Gbit/s a pin of the first HBM to 30 of GDDR7.
        foreach (var row in CsvTable.Rows(DataFile.Read("gpu-peaks.csv")))
            if (row.Number(1, "bus_bits") is { IsKnown: true } bits && row.Number(8, "bandwidth_gbs") is { IsKnown: true } rate)
                Assert.InRange(rate.Value / bits.Value, 0.9, 30);
    }

    [Theory]
    [InlineData("amd", "1002:74a1", "00", 304, "AMD Instinct MI300X OAM", "Instinct MI300X")]
    [InlineData("amd", "1002:74a2", "00", 80, "AMD Instinct MI300X OAM", "Instinct MI308X")]
    [InlineData("amd", "1002:74b5", "00", 38, "AMD Instinct MI300X VF", "Instinct MI300X")]
    [InlineData("amd", "1002:740c", "01", 104, "AMD Instinct MI250X / MI250", "Instinct MI250")]
    [InlineData("amd", "1002:740c", "01", 110, "AMD Instinct MI250X / MI250", "Instinct MI250X")]
    [InlineData("amd", "1002:1586", "c1", 40, "AMD Radeon(TM) 8060S Graphics", "Radeon 8060S (Strix Halo)")]
    [InlineData("amd", "1002:1586", "", 32, "AMD Radeon Graphics", "Radeon 8050S (Strix Halo)")]
    [InlineData("amd", "1002:744c", "cc", 84, "AMD Radeon Graphics", "Radeon RX 7900 XT")]
    [InlineData("amd", "1002:744c", "cf", 72, "AMD Radeon Graphics", "Radeon RX 7900M")]
    [InlineData("nvidia", "10de:20b0", "a1", 108, "NVIDIA A100-SXM4-40GB", "A100 SXM4 40GB")]
    [InlineData("nvidia", "10de:2237", "a1", 80, "NVIDIA A10G", "A10G")]
    [InlineData("intel", "8086:56a6", "05", 6, "Intel Arc A310 Graphics", "Arc A310")]
    public void Device_id_and_revision_find_the_row(string vendor, string id, string revision, int units, string name, string row) =>
        Assert.Equal(row, PublishedPeaks.Find(Gpu(vendor, name) with
        {
            DeviceId = id,
            Revision = revision.Length > 0 ? revision : Fact<string>.Unknown("none"),
            ComputeUnits = units,
        })!.Name);

    [Fact]
    public void A_chip_and_its_units_find_the_row_of_a_gpu_without_a_name()
    {
        var gpu = Gpu("amd", "AMD Radeon Graphics") with { Target = "gfx1151", ComputeUnits = 40 };
        Assert.Equal("Radeon 8060S (Strix Halo)", PublishedPeaks.Find(gpu)!.Name);
        Assert.Null(PublishedPeaks.Find(gpu with { ComputeUnits = 39 }));
        Assert.Null(PublishedPeaks.Find(gpu with { Name = "AMD Radeon 9999S" }));
    }

    [Fact]
    public void Bandwidth_is_not_scaled_by_units_and_a_lone_partition_is_bounded_by_the_card()
    {
        var partition = Gpu("amd", "AMD Instinct MI300X VF") with { DeviceId = "1002:74b5", Target = "gfx942", ComputeUnits = 38 };
        var published = GpuPeaks.Published(partition);
        Assert.Equal(5324.8e9, published.Find("bandwidth.memory")!.Limit, tolerance: 1e6);
        Assert.Equal(1307.4e12 / 8, published.Find("flops.fp16")!.Limit, tolerance: 1e9);
        Assert.True(GpuPeaks.Limits(partition).Find("bandwidth.memory")!.Limit >= 5324.8e9);
    }

    [Fact]
    public void What_a_driver_states_of_its_memory_goes_above_the_table()
    {
        var gpu = Gpu("nvidia", "NVIDIA B200") with { MemoryBytesPerSecond = 8.2e12 };
        Assert.Equal(8.2e12 * 1.15, GpuPeaks.Limits(gpu).Find("bandwidth.memory")!.Limit, tolerance: 1e9);
        var slower = gpu with { MemoryBytesPerSecond = 1e12 };
        Assert.Equal(8e12 * 1.15, GpuPeaks.Limits(slower).Find("bandwidth.memory")!.Limit, tolerance: 1e9);
    }

    [Theory]
    [InlineData("amd", "AMD Instinct MI300X", "Instinct MI300X")]
    [InlineData("amd", "AMD Radeon RX 7900 XTX", "Radeon RX 7900 XTX")]
    [InlineData("amd", "AMD Radeon 780M Graphics", "Radeon 780M (Phoenix)")]
    [InlineData("nvidia", "NVIDIA H100 80GB HBM3", "H100 SXM5")]
    [InlineData("nvidia", "NVIDIA A100-SXM4-80GB", "A100 SXM4 80GB")]
    [InlineData("nvidia", "NVIDIA GeForce RTX 4090", "GeForce RTX 4090")]
    [InlineData("nvidia", "NVIDIA L4", "L4")]
    [InlineData("nvidia", "Tesla T4", "Tesla T4")]
    public void A_driver_name_finds_its_row(string vendor, string name, string row) =>
        Assert.Equal(row, PublishedPeaks.Find(Gpu(vendor, name))!.Name);

    [Theory]
    [InlineData("nvidia", "NVIDIA GeForce RTX 40")]
    [InlineData("amd", "NVIDIA L4")]
    [InlineData("amd", "AMD Radeon Graphics")]
    public void Another_name_finds_none(string vendor, string name) => Assert.Null(PublishedPeaks.Find(Gpu(vendor, name)));

    [Theory]
    [InlineData(10240, "GeForce RTX 3080 10GB")]
    [InlineData(12288, "GeForce RTX 3080 12GB")]
    [InlineData(20480, null)]
    public void A_product_with_two_memory_sizes_is_told_apart_by_its_memory(long mebibytes, string? row) =>
        Assert.Equal(
            row, PublishedPeaks.Find(Gpu("nvidia", "NVIDIA GeForce RTX 3080") with { MemoryBytes = mebibytes << 20 })?.Name);

    [Fact]
    public void A_die_of_a_card_with_two_has_half_of_its_peak()
    {
        var die = Gpu("amd", "AMD Instinct MI250X") with { ComputeUnits = 110, MemoryBytes = 64L << 30 };
        var published = GpuPeaks.Published(die);
        Assert.Equal(383.0e12 / 2, published.Find("flops.fp16")!.Limit, tolerance: 1e9);
        Assert.Equal(3276.8e9 / 2, published.Find("bandwidth.memory")!.Limit, tolerance: 1e6);
        Assert.Contains("one of 2 dies", published.Find("flops.fp16")!.Basis, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NVIDIA H100 80GB HBM3", "sm_90", 132, 1980, "flops.bf16", 795e12)]
    [InlineData("NVIDIA GeForce RTX 4090", "sm_89", 128, 3105, "flops.fp16", 330e12)]
    [InlineData("NVIDIA GeForce RTX 3090", "sm_86", 82, 2100, "flops.fp32", 40e12)]
    [InlineData("NVIDIA H100 80GB HBM3", "sm_90", 132, 1980, "bandwidth.memory", 3.1e12)]
    public void Rates_people_measure_are_admitted(string name, string target, int units, double megahertz, string limit, double measured)
    {
        var gpu = Gpu("nvidia", name) with { Target = target, ComputeUnits = units, MaxClockHertz = megahertz * 1e6 };
        Assert.True(GpuPeaks.Limits(gpu).Find(limit)!.Admits(measured));
        Assert.True(GpuPeaks.Limits(Gpu("nvidia", name)).Find(limit)!.Admits(measured));
    }

    [Fact]
    public void An_impossible_rate_is_not_admitted() =>
        Assert.False(GpuPeaks.Limits(Gpu("nvidia", "NVIDIA H100 80GB HBM3")).Find("bandwidth.memory")!.Admits(4.5e12));

    /// <summary>A compiler that folds half of a vector kernel would pass for what tf32 matrix units reach.</summary>
    [Theory]
    [InlineData("flops.fp32.vector", "flops.fp32", 100e12)]
    [InlineData("flops.fp64.vector", "flops.fp64", 55e12)]
    public void Vector_units_have_limits_of_their_own(string vector, string any, double rate)
    {
        var limits = GpuPeaks.Limits(
            Gpu("nvidia", "NVIDIA H100 80GB HBM3") with { Target = "sm_90", ComputeUnits = 132, MaxClockHertz = 1.98e9 });
        Assert.True(limits.Find(any)!.Admits(rate));
        Assert.False(limits.Find(vector)!.Admits(rate));
    }

    [Fact]
    public void A_transfer_is_limited_by_the_link_at_its_best_and_that_of_an_integrated_gpu_by_nothing()
    {
        var gpu = Gpu("amd", "AMD Radeon Graphics") with
        {
            Link = new PcieLink { GigatransfersPerSecond = 2.5, Lanes = 16, MaxGigatransfersPerSecond = 16, MaxLanes = 16 },
        };
        Assert.Equal(16e9 / 8 * 128 / 130 * 16, GpuPeaks.Limits(gpu).Find("bandwidth.link")!.Limit, tolerance: 1);
        Assert.Null(GpuPeaks.Limits(gpu with { IsIntegrated = true }).Find("bandwidth.link"));
    }

    [Fact]
    public void An_unknown_product_has_no_limits_and_no_zeros()
    {
        Assert.Empty(GpuPeaks.Limits(Gpu("amd", "AMD Radeon Graphics")).Limits);
        Assert.Empty(GpuPeaks.Published(Gpu("amd", "AMD Radeon Graphics")).Limits);
    }

    private static GpuFacts Gpu(string vendor, string name) =>
        new() { PciAddress = "0000:01:00.0", Vendor = vendor, Name = name, DeviceId = "unknown", Driver = vendor };
}
