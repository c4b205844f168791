using StackBench.Machine.Vendors;
using StackBench.Tests.Exchange;

namespace StackBench.Tests.Machine.Import;

/// <summary>Further forms of vendors' tools, and what they print around them.</summary>
public sealed class ToolFormTests
{
    private const string AmdText = """
        GPU: 0
            ASIC:
                MARKET_NAME: AMD Instinct MI210
                VENDOR_ID: 0x1002
                DEVICE_ID: 0x740f
                REV_ID: 0x02
                NUM_COMPUTE_UNITS: 104
                TARGET_GRAPHICS_VERSION: gfx90a
            BUS:
                BDF: 0000:c3:00.0
                MAX_PCIE_WIDTH: 16
                MAX_PCIE_SPEED: 16 GT/s
            DRIVER:
                NAME: amdgpu
                VERSION: 6.14.14
            VRAM:
                TYPE: HBM2E
                SIZE: 65520 MB
                BIT_WIDTH: 4096 bit
            CLOCK:
                SYS:
                    CURRENT_LEVEL: 1
                    FREQUENCY_LEVELS:
                        LEVEL 0: 500 MHz
                        LEVEL 1: 1700 MHz

        GPU: 1
            ASIC:
                MARKET_NAME: AMD Instinct MI210
            BUS:
                BDF: 0000:c6:00.0
        """;

    private const string Table = """
        Fri Nov 20 10:00:00 2026
        +-----------------------------------------------------------------------------------------+
        | NVIDIA-SMI 570.124.06             Driver Version: 570.124.06     CUDA Version: 12.8     |
        |-----------------------------------------+------------------------+----------------------+
        | GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |
        | Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |
        |=========================================+========================+======================|
        |   0  NVIDIA H100 80GB HBM3          On  |   00000000:0F:00.0 Off |                    0 |
        | N/A   33C    P0             72W /  700W |       1MiB /  81559MiB |      5%      Default |
        |                                         |                        |             Disabled |
        +-----------------------------------------+------------------------+----------------------+
        |   1  NVIDIA GeForce RTX 4090        Off |   00000000:10:00.0 Off |                  N/A |
        | 30%   41C    P8             20W /  450W |      11MiB /  24564MiB |      0%      Default |
        +-----------------------------------------------------------------------------------------+
        """;

    private const string List = """
        GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f)
          MIG 3g.20gb     Device  0: (UUID: MIG-GPU-5c89852c/1/0)
          MIG 1g.5gb      Device  1: (UUID: MIG-GPU-5c89852c/7/0)
        GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-0f89852c-d268-c3f3-1b07-005d5ae1dc3f)
        """;

    [Fact]
    public void The_text_of_amd_smi_is_read_like_its_JSON()
    {
        var gpus = GpuDump.Parse(AmdText).Gpus;
        Assert.Equal(["0000:c3:00.0", "0000:c6:00.0"], gpus.Select(gpu => gpu.PciAddress));
        Assert.Equal(("AMD Instinct MI210", "1002:740f", 104, 65520L << 20, 1.7e9),
            (gpus[0].Name.Value, gpus[0].DeviceId, gpus[0].ComputeUnits.Value, gpus[0].MemoryBytes.Value, gpus[0].MaxClockHertz.Value));
    }

    [Fact]
    public void The_plain_table_of_nvidia_smi_is_read()
    {
        var gpus = GpuDump.Parse(Table).Gpus;
        Assert.Equal(["NVIDIA H100 80GB HBM3", "NVIDIA GeForce RTX 4090"], gpus.Select(gpu => gpu.Name.Value));
        Assert.Equal(("0000:0f:00.0", "570.124.06", 81559L << 20, 700.0, 72.0, 0.05),
            (gpus[0].PciAddress, gpus[0].DriverVersion.Value, gpus[0].MemoryBytes.Value, gpus[0].PowerLimitWatts.Value,
                gpus[0].State.PowerWatts.Value, gpus[0].State.BusyShare.Value));
        Assert.False(gpus[0].State.FanShare.IsKnown);
        Assert.Equal((0.3, "P8"), (Math.Round(gpus[1].State.FanShare.Value, 9), gpus[1].State.PerformanceState.Value));
        Assert.Equal(0, gpus[1].State.BusyShare.Value);
        Assert.Equal("none", gpus[0].PartitionMode.Value);
        Assert.False(gpus[1].PartitionMode.IsKnown);
        Assert.Equal("MIG", GpuDump.Parse(Table.Replace("Disabled", "Enabled ", StringComparison.Ordinal)).Gpus[0].PartitionMode.Value);
    }

    [Fact]
    public void The_list_of_nvidia_smi_has_its_MIG_devices()
    {
        var gpus = GpuDump.Parse(List).Gpus;
        Assert.Equal(2, gpus.Length);
        Assert.Equal(("MIG", 2, "1g.5gb"), (gpus[0].PartitionMode.Value, gpus[0].Partitions.Length, gpus[0].Partitions[1].Name.Value));
        Assert.Equal("none", gpus[1].PartitionMode.Value);
    }

    [Theory]
    [InlineData(
        """[{"gpu": 0, "usage": {"gfx_activity": {"value": 50, "unit": "%"}}, "power": {"socket_power": {"value": 90, "unit": "W"}}}]""",
        90)]
    [InlineData("""{"gpu_data": [{"gpu": 0, "power": {"socket_power": {"value": 91, "unit": "W"}}}]}""", 91)]
    public void Metrics_of_amd_smi_alone_are_read(string json, double watts) =>
        Assert.Equal(watts, Assert.Single(GpuDump.Parse(json).Gpus).State.PowerWatts.Value);

    [Fact]
    public void The_first_document_of_the_stream_of_amdgpu_top_is_read()
    {
        const string Line =
            """{"period": {"duration": 1000}, "devices": [{"Info": {"DeviceName": "AMD Radeon RX 7900 XTX", "PCI": "0000:03:00.0", "DeviceID": 29772}, "gpu_activity": {"GFX": {"unit": "%", "value": 7}}, "VRAM": {"Total VRAM Usage": {"unit": "MiB", "value": 512}}}]}""";
        var dump = GpuDump.Parse($"{Line}\n{Line}\n");
        var gpu = Assert.Single(dump.Gpus);
        Assert.Equal(("amdgpu_top", "0000:03:00.0", "1002:744c", 512L << 20, 0.07),
            (dump.Tool, gpu.PciAddress, gpu.DeviceId, gpu.State.MemoryUsedBytes.Value, Math.Round(gpu.State.BusyShare.Value, 9)));
    }

    [Theory]
    [InlineData("rocm-warn.json", "rocm-smi", 2, "AMD Radeon AI PRO R9700", 1)]
    [InlineData("rocm.csv", "rocm-smi", 1, "AMD Radeon AI PRO R9700", 0)]
    [InlineData("nv-trail.csv", "nvidia-smi --query-gpu", 1, "NVIDIA GeForce RTX 2060", 1)]
    [InlineData("amd-apu.json", "amd-smi", 1, "AMD Radeon 8060S Graphics", 0)]
    public void A_case_names_its_GPUs_and_its_warnings(string name, string tool, int count, string gpu, int warnings)
    {
        var dump = GpuDump.Parse(File.ReadAllText(SharedCases.PathOf($"detect/{name}")));
        Assert.Equal((tool, count, gpu, warnings), (dump.Tool, dump.Gpus.Length, dump.Gpus[0].Name.Value, dump.Warnings.Length));
    }
}
