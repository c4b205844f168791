using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using StackBench.Machine.Reading;
using StackBench.Machine.Vendors;
using StackBench.Tests.Exchange;

namespace StackBench.Tests.Machine;

/// <summary>Dumps and trees from public bug reports whose facts were once wrong or missing, and what each must give.</summary>
public sealed class HardwareCaseTests
{
    /// <summary>File, path in the JSON that <c>detect</c> writes, and the value there; <c>?</c> for what must stay unknown.</summary>
    private static readonly string[] Rows =
    [
        "hardware/mi300x-oam.tgz|gpus/0/name|AMD Instinct MI300X",
        "hardware/mi300x-oam.tgz|gpus/0/computeUnits|304",
        "hardware/mi300x-oam.tgz|gpuPublished/0000:05:00.0/flops.fp16/limit|1307400000000000",
        "hardware/mi300x-oam.tgz|gpuPublished/0000:05:00.0/bandwidth.memory/limit|5324800000000",
        "hardware/mi308x-oam.tgz|gpus/0/name|AMD Instinct MI308X",
        "hardware/mi308x-oam.tgz|gpus/0/computeUnits|80",
        "hardware/mi308x-oam.tgz|gpuPublished/0000:0a:00.0/bandwidth.memory/limit|5324800000000",
        "hardware/kfd-mi308x.tgz|gpus/0/memoryBytes|206141652992",
        "hardware/kfd-mi308x.tgz|gpus/0/memoryBusBits|8192",
        "hardware/kfd-mi308x.tgz|gpus/0/maxMemoryClockHertz|1300000000",
        "hardware/kfd-mi308x.tgz|gpus/0/memoryBytesPerSecond|5324800000000",
        "hardware/kfd-mi308x.tgz|gpus/0/partitions/0/memoryBytes|51539607552",
        "hardware/kfd-mi308x.tgz|gpus/0/partitions/3/computeUnits|20",
        "hardware/mi250.tgz|gpus/0/name|AMD Instinct MI250",
        "hardware/mi250.tgz|gpuPublished/0000:03:00.0/bandwidth.memory/limit|1638400000000",
        "hardware/mi250.tgz|gpuPublished/0000:03:00.0/flops.fp16/limit|181050000000000",
        "hardware/dgx-gb10.tgz|cpu/turbo|?",
        "hardware/dgx-gb10.tgz|cpu/model|NVIDIA GB10 (Cortex-X925 + Cortex-A725)",
        "hardware/dgx-gb10.tgz|cpu/clusters/0/name|Arm Cortex-X925",
        "hardware/dgx-gb10.tgz|cpu/clusters/0/cores|10",
        "hardware/dgx-gb10.tgz|cpu/clusters/1/name|Arm Cortex-A725",
        "hardware/dgx-gb10.tgz|cpu/clusters/1/cores|10",
        "hardware/dgx-gb10.tgz|board/maker|NVIDIA",
        "hardware/dgx-gb10.tgz|board/model|NVIDIA_DGX_Spark",
        "hardware/dgx-gb10.tgz|board/biosDate|2025-08-06",
        "hardware/graviton-vm.tgz|os/virtualization|kvm",
        "hardware/graviton-vm.tgz|cpu/isVirtual|true",
        "hardware/graviton-vm.tgz|cpu/model|Arm Neoverse N1",
        "hardware/rk3399.tgz|cpu/model|Arm Cortex-A72 + Cortex-A53",
        "hardware/rk3399.tgz|cpu/clusters/0/cores|2",
        "hardware/rk3399.tgz|cpu/clusters/1/name|Arm Cortex-A53",
        "hardware/rk3399.tgz|cpu/clusters/1/cores|4",
        "hardware/2080s_lin_610.57.04_idle_q.txt|gpus/0/driverVersion|610.57.04",
        "hardware/2080s_lin_610.57.04_idle_q.txt|gpus/0/powerLimitWatts|250",
        "hardware/2080s_lin_610.57.04_idle_q.txt|gpus/0/state/powerWatts|38.89",
        "hardware/2080s_lin_610.57.04_idle_q.txt|gpuPublished/0000:0c:00.0/bandwidth.memory/limit|496000000000",
        "hardware/GH200_deviceQuery_out.txt|gpus/0/memoryBytes|101468602368",
        "hardware/GH200_deviceQuery_out.txt|gpuPublished/0000:dd:00.0/flops.fp16/limit|989500000000000",
        "hardware/h200_mig_q.txt|gpus/0/partitions/0/name|GI 2 CI 0",
        "hardware/h200_mig_q.txt|gpus/0/partitions/1/name|GI 2 CI 1",
        "hardware/h200_mig_q.txt|gpus/0/partitions/0/memoryBytes|74893492224",
        "hardware/h200_mig_q.txt|gpus/0/partitions/2/memoryBytes|34896609280",
        "hardware/gb10_query.csv|tool|nvidia-smi --query-gpu",
        "hardware/gb10_query.csv|gpus/0/name|NVIDIA GB10",
        "hardware/gb10_query.csv|gpus/0/isIntegrated|true",
        "hardware/gb10_query.csv|gpus/0/memoryBytes|?",
        "hardware/gb10_query.csv|gpuPublished/drm:gpu0/bandwidth.memory/limit|273000000000",
        "hardware/rocminfo_halo.txt|gpus/0/name|AMD Radeon 8060S Graphics",
        "hardware/rocminfo_halo.txt|gpus/0/target|gfx1151",
        "hardware/rocminfo_halo.txt|gpus/0/isIntegrated|true",
        "hardware/rocminfo_halo.txt|gpus/0/deviceId|1002:1586",
        "hardware/rocminfo_halo.txt|gpus/0/uuid|?",
        "hardware/sysinfo_halo.csv|gpus/0/maxMemoryClockHertz|?",
        "hardware/sysinfo_halo.csv|gpus/0/memoryBytes|8589934592",
        "hardware/sysinfo_halo.csv|gpus/0/deviceId|1002:1586",
        "hardware/sysinfo_halo.csv|gpus/0/name|AMD Radeon 8050S Graphics",
        "hardware/amdsmi_static_mi350x.txt|tool|amd-smi",
        "hardware/amdsmi_static_mi350x.txt|gpus/0/name|AMD Instinct MI350X",
        "hardware/amdsmi_static_mi350x.txt|gpus/0/link/maxLanes|16",
        "hardware/amdsmi_static_mi350x.txt|gpuPublished/0000:05:00.0/bandwidth.memory/limit|8000000000000",
        "detect/rocm-warn.json|gpus/1/state/powerWatts|21",
        "detect/rocm.csv|gpus/0/name|AMD Radeon AI PRO R9700",
        "detect/amd-apu.json|gpus/0/isIntegrated|true",
        "detect/amd-apu.json|gpus/0/name|AMD Radeon 8060S Graphics",
        "detect/amd-apu.json|gpus/0/memoryBusBits|256",
        "detect/nv-trail.csv|gpus/0/state/powerWatts|?",
    ];

    public static TheoryData<string> Cases => new(Rows.Select(row => row.Split('|')[0]).Distinct(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_fact_of_a_case_is_told(string name)
    {
        var document = Read(SharedCases.PathOf(name));
        var expected = Rows.Select(row => row.Split('|')).Where(row => row[0] == name).ToArray();
        Assert.Equal(
            expected.Select(row => $"{row[1]} {row[2]}"), expected.Select(row => $"{row[1]} {Value(document, row[1])}"));
    }

    [Fact]
    public void Every_case_of_the_folders_is_here()
    {
        var files = ((string[])["hardware", "detect"]).SelectMany(folder =>
            Directory.EnumerateFiles(SharedCases.PathOf(folder)).Select(file => $"{folder}/{Path.GetFileName(file)}"));
        Assert.Empty(files.Except(Rows.Select(row => row.Split('|')[0]), StringComparer.Ordinal));
    }

    [Fact]
    public void The_doctor_speaks_of_the_time_that_a_virtual_arm_machine_lost()
    {
        using var tree = Unpacked(SharedCases.PathOf("hardware/graviton-vm.tgz"));
        var diagnosis = Doctor.Machines.Examine(Root(tree));
        Assert.Contains("88 %", Assert.Single(diagnosis.Findings, finding => finding.Id == "cpu.steal").Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void The_doctor_does_not_call_turbo_off_where_there_is_none()
    {
        using var tree = Unpacked(SharedCases.PathOf("hardware/dgx-gb10.tgz"));
        Assert.DoesNotContain(Doctor.Machines.Examine(Root(tree)).Findings, finding => finding.Id == "cpu.turbo");
    }

    private static JsonNode Read(string file)
    {
        if (!file.EndsWith(".tgz", StringComparison.Ordinal)) return JsonNode.Parse(GpuDump.Parse(File.ReadAllText(file)).ToJson())!;
        using var tree = Unpacked(file);
        return JsonNode.Parse(MachineDocument.Of(MachineReader.Read(Root(tree))).ToJson())!;
    }

    private static TreeCopy Unpacked(string archive)
    {
        var tree = new TreeCopy();
        using var gzip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(gzip, tree.Root, overwriteFiles: true);
        return tree;
    }

    // An archive holds the tree in a folder of its own.
    private static string Root(TreeCopy tree) => Directory.EnumerateDirectories(tree.Root).Single();

    private static string Value(JsonNode document, string path)
    {
        var node = path.Split('/').Aggregate((JsonNode?)document, (at, step) => at switch
        {
            JsonArray array => int.Parse(step, CultureInfo.InvariantCulture) is var index && index < array.Count ? array[index] : null,
            JsonObject members => members[step],
            _ => null,
        });
        if (node is JsonObject fact && fact.ContainsKey("unknown")) return "?";
        if (node is JsonObject known && known["value"] is { } value) node = value;
        return node is JsonValue number && number.TryGetValue<double>(out var rate)
            ? rate.ToString(rate < 1e6 ? "R" : "0", CultureInfo.InvariantCulture)
            : node?.ToString() ?? "absent";
    }
}
