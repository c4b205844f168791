using StackBench.Machine.Import;
using StackBench.Machine.Vendors;

namespace StackBench.Tests.Machine.Import;

public sealed class GpuDumpTests
{
    private const string Xml =
        "<?xml version=\"1.0\" ?><!DOCTYPE nvidia_smi_log SYSTEM "
            + "\"nvsmi_device_v12.dtd\"><nvidia_smi_log><driver_version>1.2</driver_version>"
        + "<gpu id=\"00000000:0C:00.0\"><product_name>Card &amp; Co</product_name><fb_memory_usage><total>8192 "
        + "MiB</total><used>N/A</used></fb_memory_usage>"
        + "<power_readings><power_draw>[Not Supported]</power_draw><enforced_power_limit>250.00 "
        + "W</enforced_power_limit></power_readings></gpu></nvidia_smi_log>";

    [Fact]
    public void A_small_document_is_read_and_what_it_does_not_tell_is_unknown()
    {
        var gpu = Assert.Single(GpuDump.Parse(Xml).Gpus);
        Assert.Equal(("0000:0c:00.0", "Card & Co", 8L << 30, 250.0),
            (gpu.PciAddress, gpu.Name.Value, gpu.MemoryBytes.Value, gpu.PowerLimitWatts.Value));
        Assert.False(gpu.State.MemoryUsedBytes.IsKnown);
        Assert.False(gpu.State.PowerWatts.IsKnown);
        Assert.False(gpu.State.ThrottleReasons.IsKnown);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("{\"gpu_data\":[]}")]
    [InlineData("{\"card0\":3}")]
    [InlineData("<nvidia_smi_log>")]
    [InlineData("<nvidia_smi_log></nvidia_smi_log>")]
    public void What_is_no_dump_is_refused_with_a_reason(string text) =>
        Assert.NotEmpty(Assert.Throws<FormatException>(() => GpuDump.Parse(text)).Message);

    [Fact]
    public void A_document_cut_anywhere_is_refused_or_read_but_never_crashes()
    {
        for (var length = 0; length < Xml.Length; length++)
        {
            try
            {
                Assert.NotEmpty(GpuDump.Parse(Xml[..length]).Gpus);
            }
            catch (FormatException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    [Theory]
    [InlineData("N/A")]
    [InlineData("[N/A]")]
    [InlineData("[Not Supported]")]
    [InlineData("N/A (Secondary die)")]
    [InlineData("[Requested functionality has been deprecated]")]
    [InlineData("None")]
    [InlineData("  ")]
    [InlineData(null)]
    public void Words_for_nothing_are_nothing(string? text) => Assert.Null(ToolText.Known(text));

    [Theory]
    [InlineData("(1402Mhz)", 1402)]
    [InlineData("81559 MiB", 81559)]
    [InlineData("16x", 16)]
    [InlineData("69.85 W", 69.85)]
    [InlineData("-3 C", -3)]
    public void A_number_is_read_with_its_unit_behind_it(string text, double number) => Assert.Equal(number, ToolText.Number(text));

    [Theory]
    [InlineData("x16")]
    [InlineData("")]
    [InlineData("--")]
    public void What_begins_with_no_number_is_none(string text) => Assert.Null(ToolText.Number(text));
}
