using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using StackBench.Worker.Vulkan;

namespace StackBench.Tests.Worker.Vulkan;

/// <summary>The structs handed to drivers, held against a C program that knows <c>vulkan.h</c>.</summary>
public sealed partial class StructLayoutTests : IDisposable
{
    /// <summary>Where the fields of a struct lie that is written flat here: the member of its own, and that of a field.</summary>
    private static readonly Dictionary<string, string> Inner = new(StringComparer.Ordinal)
    {
        ["PhysicalDeviceProperties2"] = "properties",
        ["PhysicalDeviceProperties2.TimestampPeriod"] = "properties.limits",
        ["PhysicalDeviceMemoryProperties2"] = "memoryProperties",
        ["PhysicalDeviceFeatures2"] = "features",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-layout-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Sizes_offsets_and_types_of_structs_are_those_of_the_header()
    {
        var structs = typeof(Vk).GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
            .Where(type => type is { IsValueType: true, IsEnum: false, IsPrimitive: false }).ToArray();
        Assert.True(structs.Length > 40, $"only {structs.Length} structs");
        var expected = structs.SelectMany(Lines).Concat(Enum.GetValues<StructureType>().Select(type =>
            (Code: $"(unsigned long)VK_STRUCTURE_TYPE_{TypeName(type.ToString())}", Value: (long)type))).ToArray();

        var source = Path.Combine(_folder, "layout.c");
        File.WriteAllLines(source, ["#include <stddef.h>", "#include <stdio.h>", "#include <vulkan/vulkan.h>", "int main(void) {",
            .. expected.Select(line => $"  printf(\"%s %lu\\n\", \"{line.Code}\", {line.Code});"), "  return 0;", "}"]);
        GpuRoot.Compile(source, Path.Combine(_folder, "layout"));
        var (code, text) = GpuRoot.Run(Path.Combine(_folder, "layout"), []);

        Assert.Equal(0, code);
        Assert.Equal(
            expected.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Code} {line.Value}")),
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static IEnumerable<(string Code, long Value)> Lines(Type type)
    {
        yield return ($"sizeof(Vk{type.Name})", SizeOf(type));
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            var isHead = field.Name is "SType" or "PNext";
            var inner = isHead ? null : Inner.GetValueOrDefault($"{type.Name}.{field.Name}") ?? Inner.GetValueOrDefault(type.Name);
            var name = IsAsWritten(type, field) ? field.Name : char.ToLowerInvariant(field.Name[0]) + field.Name[1..];
            yield return ($"offsetof(Vk{type.Name}, {(inner is null ? "" : inner + ".")}{name})", OffsetOf(type, field));
        }
    }

    // The letters of a matrix product are capital in the header too.
    private static bool IsAsWritten(Type type, FieldInfo field) => type == typeof(Vk.CooperativeMatrixPropertiesKHR)
        && field.Name is not ("SType" or "PNext" or "SaturatingAccumulation" or "Scope");

    // Marshal counts the layout of a marshalled struct; these are blittable, so that both are one, but for pointers it does not know.
    private static long SizeOf(Type type) =>
        (int)typeof(System.Runtime.CompilerServices.Unsafe).GetMethod("SizeOf")!.MakeGenericMethod(type).Invoke(null, null)!;

    private static long OffsetOf(Type type, FieldInfo field) => Marshal.OffsetOf(type, field.Name);

    /// <summary><c>PhysicalDeviceVulkan11Features</c> as the header writes it: <c>PHYSICAL_DEVICE_VULKAN_1_1_FEATURES</c>.</summary>
    private static string TypeName(string name) => WordStart().Replace(name, "_").ToUpperInvariant()
        .Replace("VULKAN11", "VULKAN_1_1", StringComparison.Ordinal).Replace("VULKAN12", "VULKAN_1_2", StringComparison.Ordinal)
        .Replace("VULKAN13", "VULKAN_1_3", StringComparison.Ordinal);

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=2$)", RegexOptions.None, 1000)]
    private static partial Regex WordStart();
}
