using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Vendors;

/// <summary>GPUs as a vendor's tool told them, on whatever machine it ran.</summary>
/// <param name="Tool">Which tool and form.</param>
public sealed record GpuDump(string Tool, ImmutableArray<GpuFacts> Gpus)
{
    /// <summary>Recognizes the tool by what it wrote.</summary>
    /// <exception cref="FormatException">The text is of no known tool, or broken.</exception>
    public static GpuDump Parse(string text) => Parse(text, GpuVendors.All);

    internal static GpuDump Parse(string text, ImmutableArray<GpuVendor> vendors)
    {
        ArgumentNullException.ThrowIfNull(text);
        var formats = vendors.SelectMany(vendor => vendor.Dumps).ToArray();
        var content = text.TrimStart('\uFEFF', ' ', '\n', '\r', '\t');
        var isJson = content.StartsWith('{') || content.StartsWith('[');
        var dump = (isJson ? OfJson(content, formats) : First(formats, format => format.Text?.Invoke(content)))
            ?? throw new FormatException($"this {(isJson ? "JSON " : "")}is the output of no known tool; known are {Forms(formats)}");
        return dump.Gpus.IsEmpty ? throw new FormatException($"the output of {dump.Tool} names no GPU") : dump;
    }

    private static string Forms(GpuDumpFormat[] formats) => string.Join(", ", formats.Select(format => format.Form).OfType<string>());

    private static GpuDump? OfJson(string text, GpuDumpFormat[] formats)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return First(formats, format => format.Json?.Invoke(document.RootElement));
        }
        catch (JsonException exception)
        {
            throw new FormatException($"the text begins like JSON but is broken: {exception.Message}", exception);
        }
    }

    private static GpuDump? First(GpuDumpFormat[] formats, Func<GpuDumpFormat, ImmutableArray<GpuFacts>?> read) =>
        formats.Select(format => read(format) is { } gpus ? new GpuDump(format.Tool, gpus) : null).OfType<GpuDump>().FirstOrDefault();
}
