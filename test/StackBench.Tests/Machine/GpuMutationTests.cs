using System.Text.Json.Nodes;
using StackBench.Machine.Reading;

namespace StackBench.Tests.Machine;

/// <summary>Each file of recorded GPUs is broken in each way: nothing throws, and only what the file says is lost, with a reason.</summary>
public sealed class GpuMutationTests
{
    /// <summary>
    /// Facts that have a second source, or are any text: they may change their value when the file breaks. All others may only be lost.
    /// </summary>
    private static readonly (string File, string Fact)[] MayChange =
    [
        ("power1_average", "/state/powerWatts/value"),
        ("product_name", "/name/value"),
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
        var losses = 0;
        foreach (var file in tree.Files.Where(IsRead).ToArray())
        {
            var bytes = tree.Take(file);
            foreach (var broken in (byte[]?[])[null, [], "N/A\n"u8.ToArray(), "!$ [red]%&=,:;\n"u8.ToArray()])
            {
                if (broken is not null) tree.Put(file, broken);
                losses += Check(file, whole, Facts(tree));
                if (broken is not null) tree.Take(file);
            }

            // A folder in its place cannot be read by anyone, root included.
            Directory.CreateDirectory(Path.Combine(tree.Root, file));
            losses += Check(file, whole, Facts(tree));
            Directory.Delete(Path.Combine(tree.Root, file));

            tree.Put(file, [.. bytes, .. new byte[64]]);
            Assert.Equal(whole, Facts(tree));
            tree.Put(file, bytes);
        }

        Assert.NotEqual(0, losses);
    }

    private static int Check(string file, SortedDictionary<string, string> whole, SortedDictionary<string, string> now)
    {
        var losses = 0;
        foreach (var (fact, before) in whole.Where(fact => fact.Key.EndsWith("/value", StringComparison.Ordinal)))
        {
            // A GPU whose address is lost is another one, or none.
            var gpu = fact[..fact.IndexOf('/', StringComparison.Ordinal)];
            if (!now.ContainsKey(gpu + "/pciAddress")) continue;
            if (!now.TryGetValue(fact, out var after))
            {
                losses++;
                if (IsItemGone(fact, now)) continue;
                Assert.True(now.GetValueOrDefault(fact[..^"value".Length] + "unknown") is { Length: > 2 },
                    $"{file}: {fact} is gone without a reason");
            }
            else if (after != before)
            {
                Assert.True(
                    MayChange.Any(may => Path.GetFileName(file) == may.File && fact.EndsWith(may.Fact, StringComparison.Ordinal)),
                    $"{file}: {fact} {before} -> {after}");
            }
        }

        return losses;
    }

    /// <summary>A link to a peer that is not told of is no link.</summary>
    private static bool IsItemGone(string fact, SortedDictionary<string, string> now) =>
        fact.Split("/peerLinks/") is [var gpu, var link] && !now.ContainsKey($"{gpu}/peerLinks/{link.Split('/')[0]}/pciAddress");

    private static bool IsRead(string file) => !file.Contains("/engines/", StringComparison.Ordinal)
        && !file.Contains("mei", StringComparison.Ordinal) && !file.Contains("intel_vsec", StringComparison.Ordinal);

    /// <summary>By PCI address and path within the GPU.</summary>
    private static SortedDictionary<string, string> Facts(TreeCopy tree)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var gpu in JsonNode.Parse(MachineDocument.Of(MachineReader.Read(tree.Root)).ToJson())!["gpus"]!.AsArray())
            Collect(gpu, (string)gpu!["pciAddress"]!, facts);
        return facts;
    }

    private static void Collect(JsonNode? node, string path, SortedDictionary<string, string> facts)
    {
        if (node is JsonObject fields) foreach (var (name, value) in fields) Collect(value, $"{path}/{name}", facts);
        else if (node is JsonArray items)
            foreach (var item in items) Collect(item, $"{path}/{(item as JsonObject)?["pciAddress"] ?? item?.ToJsonString()}", facts);
        else facts[path] = node?.ToJsonString() ?? "null";
    }
}
