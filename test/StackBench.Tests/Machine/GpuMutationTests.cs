using System.Text.Json.Nodes;
using StackBench.Machine;

namespace StackBench.Tests.Machine;

/// <summary>Each file of recorded GPUs is broken in each way: nothing throws, and only what the file says is lost.</summary>
public sealed class GpuMutationTests
{
    /// <summary>Files for which another source steps in, or which say what a value means: a fact may change its value with them.</summary>
    private static readonly string[] MayChangeValues =
    [
        "uevent", "vendor", "device", "revision", "subsystem_vendor", "subsystem_device", "product_name", "gpu_metrics", "name", "_label", "pp_dpm_", "properties", "power1_average", "freq2_input",
        "in1_input", "current_link_", "current_compute_partition", "power1_cap", "energy1_input", "rp0_freq", "act_freq", "amdgpu.ids", "class", "max_freq",
    ];

    [Theory]
    [InlineData("sysfs-amd-phoenix")]
    [InlineData("sysfs-amd-rx580")]
    [InlineData("sysfs-amd-rx7600s")]
    [InlineData("sysfs-intel-b580-6.16")]
    [InlineData("kfd-mi210-8x")]
    [InlineData("sysfs-nvidia-rtx4080")]
    public void A_broken_file_loses_its_own_facts_only(string set)
    {
        using var tree = TreeCopy.Of(RecordedMachines.Root(set));
        var whole = Facts(tree);
        Assert.NotEmpty(whole);
        foreach (var file in tree.Files.Where(IsRead).ToArray())
        {
            var bytes = tree.Take(file);
            foreach (var broken in (byte[]?[])[null, [], [.. bytes.Concat(new byte[64])], "N/A\n"u8.ToArray(), "!$ [red]%&=,:;\n"u8.ToArray()])
            {
                if (broken is not null) tree.Put(file, broken);
                var facts = Facts(tree);
                var isPadded = broken is not null && broken.Length == bytes.Length + 64;
                var wrong = facts.Where(fact => whole.TryGetValue(fact.Key, out var before) && before != fact.Value)
                    .Where(fact => isPadded || !(fact.Key.EndsWith("unknown", StringComparison.Ordinal) || MayChangeValues.Any(part => file.Contains(part, StringComparison.Ordinal))));
                Assert.True(!wrong.Any(), $"{file}: {string.Join("; ", wrong.Select(fact => $"{fact.Key} {whole[fact.Key]} -> {fact.Value}"))}");
                if (broken is not null) tree.Take(file);
            }

            Directory.CreateDirectory(Path.Combine(tree.Root, file));
            Assert.NotNull(Facts(tree));
            Directory.Delete(Path.Combine(tree.Root, file));
            tree.Put(file, bytes);
        }

        Assert.Equal(whole, Facts(tree));
    }

    private static bool IsRead(string file) => !file.Contains("/engines/", StringComparison.Ordinal) && !file.Contains("mei", StringComparison.Ordinal) && !file.Contains("intel_vsec", StringComparison.Ordinal);

    private static SortedDictionary<string, string> Facts(TreeCopy tree)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Collect(JsonNode.Parse(MachineDocument.Of(MachineReader.Read(tree.Root)).ToJson())!["gpus"]!, "", facts);
        return facts;
    }

    private static void Collect(JsonNode? node, string path, SortedDictionary<string, string> facts)
    {
        if (node is JsonObject fields) foreach (var (name, value) in fields) Collect(value, $"{path}/{name}", facts);
        else if (node is JsonArray items) for (var i = 0; i < items.Count; i++) Collect(items[i], $"{path}/{i}", facts);
        else facts[path] = node?.ToJsonString() ?? "null";
    }
}
