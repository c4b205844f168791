using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Machine.Files;

namespace StackBench.Machine.Software;

/// <summary>Toolkits that lie side by side in versioned folders, one of which has a link without a version.</summary>
internal static class ReleaseReader
{
    public static ReleaseFacts Rocm(SystemTree tree) =>
        Read(tree, "/opt", "rocm", folder =>
            tree.Line($"{folder}/.info/version"), "no ROCm in /opt: distributions and Python wheels put theirs elsewhere");

    public static ReleaseFacts Cuda(SystemTree tree) => Read(
        tree, "/usr/local", "cuda", folder =>
            tree.Text($"{folder}/version.json").Then(text => OfJson(text, $"{folder}/version.json"))
                .Else(() => tree.Line($"{folder}/version.txt").Then<string>(line => line.Split(' ')[^1])),
        "no CUDA toolkit in /usr/local: distributions and Python wheels put theirs elsewhere");

    private static ReleaseFacts Read(SystemTree tree, string parent, string name, Func<string, Fact<string>> version, string absent)
    {
        var folders = tree.Names(parent).Where(entry => entry == name || entry.StartsWith(name + "-", StringComparison.Ordinal))
            .Select(entry => $"{parent}/{entry}").ToArray();
        var found = folders.Select(version).Where(known => known.IsKnown).Select(known => known.Value).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToImmutableArray();
        return new ReleaseFacts
        {
            Default = folders.Length == 0 ? Fact<string>.Unknown(absent) : version($"{parent}/{name}"),
            Installed = found,
        };
    }

    private static Fact<string> OfJson(string text, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.GetProperty("cuda").GetProperty("version").GetString() is { Length: > 0 } version
                ? PlainText.OneLine(version)
                : Fact<string>.Unknown($"{path} tells no version");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Fact<string>.Unknown($"{path} tells no version");
        }
    }
}
