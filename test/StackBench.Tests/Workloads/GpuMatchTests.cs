using StackBench.Machine;
using StackBench.Protocol;
using StackBench.Workloads.Devices;

namespace StackBench.Tests.Workloads;

/// <summary>Devices as PyTorch describes them, against GPUs as drivers and tools do.</summary>
public sealed class GpuMatchTests
{
    private static readonly GpuFacts[] Gpus =
    [
        Gpu("0000:18:00.0", "nvidia", "NVIDIA H100 80GB HBM3", "GPU-1f2e3d4c-0000-1111-2222-333344445555", 85520809984),
        Gpu("0000:2a:00.0", "nvidia", "NVIDIA H100 80GB HBM3", "GPU-1f2e3d4c-0000-1111-2222-333344446666", 85520809984),
        Gpu("0000:3b:00.0", "nvidia", "NVIDIA A40", null, 48305799168),
        Gpu("0000:5e:00.0", "amd", "AMD Radeon RX 7900 XTX", "8b7c6d5e4f3a2b1c", 25753026560),
        Gpu("0000:7d:00.0", "amd", "Phoenix", null, 536870912),
        Gpu("0001:01:00.1", "intel", "Intel Arc A770", null, 17079205888),
    ];

    [Theory]
    // Addresses in every notation; the function is not always told.
    [InlineData("cuda", null, "0000:2a:00.0", null, null, "0000:2a:00.0")]
    [InlineData("cuda", null, "00000000:2A:00.0", null, null, "0000:2a:00.0")]
    [InlineData("cuda", null, "2a:00.0", null, null, "0000:2a:00.0")]
    [InlineData("xpu", null, "0001:01:00.0", null, null, "0001:01:00.1")]
    // UUIDs without their prefix, in capitals, and HIP's, whose bytes are letters.
    [InlineData("cuda", null, null, "1f2e3d4c-0000-1111-2222-333344446666", null, "0000:2a:00.0")]
    [InlineData("cuda", null, null, "GPU-1F2E3D4C-0000-1111-2222-333344445555", null, "0000:18:00.0")]
    [InlineData("hip", null, null, "38623763-3664-3565-3466-336132623163", null, "0000:5e:00.0")]
    [InlineData("hip", null, null, "0x8B7C6D5E4F3A2B1C", null, "0000:5e:00.0")]
    // An address that no GPU has does not hide the UUID.
    [InlineData("cuda", null, "0000:99:00.0", "1f2e3d4c-0000-1111-2222-333344446666", null, "0000:2a:00.0")]
    // Name and memory, which libraries report somewhat smaller; alike ones are not told apart.
    [InlineData("cuda", "NVIDIA A40", null, null, 47608692736L, "0000:3b:00.0")]
    [InlineData("cuda", "A40", null, null, 47608692736L, "0000:3b:00.0")]
    [InlineData("cuda", "NVIDIA H100 80GB HBM3", null, null, 84929347584L, null)]
    [InlineData("hip", "AMD Radeon Graphics", null, null, 25753026560L, "0000:5e:00.0")]
    [InlineData("hip", "AMD Radeon Graphics", null, null, 16L << 30, null)]
    [InlineData("xpu", "Intel(R) Arc(TM) A770 Graphics", null, null, 16704737280L, "0001:01:00.1")]
    [InlineData("cuda", "NVIDIA A40", null, null, null, null)]
    [InlineData("cuda", null, null, null, null, null)]
    public void A_device_is_found_by_address_uuid_or_what_it_is(
        string kind, string? name, string? pci, string? uuid, long? bytes, string? expected) =>
        Assert.Equal(expected, GpuMatch.Of(new WorkerDevice("cuda:0", kind, name, pci, uuid, bytes), Gpus)?.PciAddress);

    [Theory]
    [InlineData("GPU-1f2e3d4c-0000-1111-2222-333344445555", true)]
    [InlineData("1F2E3D4C-0000-1111-2222-333344445555", true)]
    [InlineData("00000000:18:00.0", true)]
    [InlineData("18:00.0", true)]
    [InlineData("18:00.1", false)]
    [InlineData("", false)]
    public void A_user_may_write_it_as_tools_do(string wanted, bool isMeant)
    {
        var device = new WorkerDevice("cuda:0", "cuda", Pci: "0000:18:00.0", Uuid: "1f2e3d4c-0000-1111-2222-333344445555");
        Assert.Equal(isMeant, !DeviceChoice.Of([wanted], [device]).IsEmpty);
    }

    private static GpuFacts Gpu(string address, string vendor, string name, string? uuid, long bytes) => new()
    {
        PciAddress = address,
        Vendor = vendor,
        DeviceId = "unknown",
        Driver = vendor,
        Name = name,
        Uuid = uuid is null ? Fact<string>.Unknown("not told") : uuid,
        MemoryBytes = bytes,
    };
}
