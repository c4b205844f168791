using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Machine.Files;

namespace StackBench.Machine.Software;

/// <summary>Finds the drivers of Vulkan, OpenCL and CUDA as their loaders do, without loading any: a driver may crash.</summary>
internal static class ComputeDriverReader
{
    public const string VulkanLoader = "libvulkan.so.1";
    public const string CudaDriver = "libcuda.so.1";

    /// <summary>Manifests named here are used in place of those of the system.</summary>
    private const string VulkanVariable = "VK_DRIVER_FILES";
    private const string OlderVulkanVariable = "VK_ICD_FILENAMES";
    private const string OpenClFolder = "/etc/OpenCL/vendors";

    private static readonly ImmutableArray<string> ManifestFolders =
        ["/usr/local/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/share/vulkan/icd.d"];

    private static readonly ImmutableArray<string> LibraryFolders =
    [
        "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib", "/lib/x86_64-linux-gnu",
        "/usr/lib/wsl/lib",
    ];

    /// <param name="variable">Value of an environment variable; null where the environment is not known.</param>
    public static ComputeDrivers Read(SystemTree tree, Func<string, string?>? variable) => new()
    {
        VulkanLoader = Library(tree, VulkanLoader),
        Vulkan =
            [.. Manifests(tree, variable).Select(manifest => Driver(tree, manifest)).OfType<string>().Distinct(StringComparer.Ordinal)],
        OpenCl =
        [
            .. tree.Names(OpenClFolder).Where(name => name.EndsWith(".icd", StringComparison.Ordinal))
                .Select(name => tree.Line($"{OpenClFolder}/{name}")).Where(line => line.IsKnown)
                .Select(line => Path.GetFileName(line.Value)),
        ],
        CudaDriver = Library(tree, CudaDriver),
    };

    /// <summary>Whether a library lies where the dynamic loader looks.</summary>
    public static Fact<string> Library(SystemTree tree, string name) =>
        LibraryFolders.Select(folder => $"{folder}/{name}").FirstOrDefault(tree.Exists) is { } path
            ? path
            : Fact<string>.Unknown($"{name} was not found");

    private static IEnumerable<string> Manifests(SystemTree tree, Func<string, string?>? variable)
    {
        if ((variable?.Invoke(VulkanVariable) ?? variable?.Invoke(OlderVulkanVariable)) is { Length: > 0 } chosen)
            return chosen.Split(':', StringSplitOptions.RemoveEmptyEntries);
        return ManifestFolders.SelectMany(
            tree.Names, (folder, name) => $"{folder}/{name}").Where(path => path.EndsWith(".json", StringComparison.Ordinal));
    }

    // A manifest whose library is gone, or was left out of a container, is no driver.
    private static string? Driver(SystemTree tree, string manifest)
    {
        if (!tree.Bytes(manifest).IsKnown) return null;
        try
        {
            using var document = JsonDocument.Parse(tree.Bytes(manifest).Value);
            if (!document.RootElement.TryGetProperty("ICD", out var driver) || !driver.TryGetProperty("library_path", out var path)
                || path.GetString() is not { Length: > 0 } library) return null;
            var name = PlainText.OneLine(Path.GetFileName(library));
            return library.StartsWith('/') ? tree.Exists(library) ? name : null
                : library.Contains('/', StringComparison.Ordinal)
                    ? tree.Exists(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(manifest) ?? "/", library))) ? name : null
                    : Library(tree, name).IsKnown ? name : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
