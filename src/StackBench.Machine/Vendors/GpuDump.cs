using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using StackBench.Machine.Gpu;
using StackBench.Machine.Import;

namespace StackBench.Machine.Vendors;

/// <summary>GPUs as a vendor's tool told them, on whatever machine it ran.</summary>
/// <param name="Tool">Which tool and form.</param>
public sealed record GpuDump(string Tool, ImmutableArray<GpuFacts> Gpus)
{
    /// <summary>What the tool warned of around its output.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Recognizes the tool by what it wrote.</summary>
    /// <exception cref="FormatException">The text is of no known tool, or broken.</exception>
    public static GpuDump Parse(string text) => Parse(text, GpuVendors.All);

    internal static GpuDump Parse(string text, ImmutableArray<GpuVendor> vendors)
    {
        ArgumentNullException.ThrowIfNull(text);
        var formats = vendors.SelectMany(vendor => vendor.Dumps).ToArray();
        var content = DumpText.Unquoted(text.TrimStart('\uFEFF', ' ', '\n', '\r', '\t').ReplaceLineEndings("\n"));
        var (json, before) = DumpText.Json(content);
        var isJson = json is not null;
        var dump = (json is not null ? OfJson(json, formats) : First(formats, format => format.Text?.Invoke(content)))
            ?? throw new FormatException(
                $"this {(isJson ? "JSON " : "")}is not the output of a known tool{Nearest(content, formats)}; known are {Forms(formats)}");
        return dump.Gpus.IsEmpty
            ? throw new FormatException($"the output of {dump.Tool} names no GPU")
            : dump with { Gpus = GpuIdentity.Named(dump.Gpus, vendors), Warnings = DumpText.Warnings(before ?? content) };
    }

    // By the texts that each tool's output holds.
    private static string Nearest(string content, GpuDumpFormat[] formats)
    {
        var nearest = formats.Where(format => format is { Form: not null, Marks.IsEmpty: false })
            .Select(format => (
                Format: format, Lacking: format.Marks.Where(mark => !content.Contains(mark, StringComparison.Ordinal)).ToArray()))
            .Where(entry => entry.Lacking.Length < entry.Format.Marks.Length)
            .OrderBy(entry => (double)entry.Lacking.Length / entry.Format.Marks.Length).FirstOrDefault();
        if (nearest.Format is null) return "";
        var lacking = string.Join(" and ", nearest.Lacking.Select(mark => $"'{mark.Trim()}'"));
        return $"; nearest is {nearest.Format.Form}, "
            + (lacking.Length > 0 ? $"of which it lacks {lacking}" : "but no GPU was found in it");
    }

    private static string Forms(GpuDumpFormat[] formats) => string.Join(", ", formats.Select(format => format.Form).OfType<string>());

    private static GpuDump? OfJson(string text, GpuDumpFormat[] formats)
    {
        try
        {
            // Of a stream of documents the first one tells what the GPUs are.
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            using var document = JsonDocument.ParseValue(ref reader);
            return First(formats, format => format.Json?.Invoke(document.RootElement));
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException("a text in it holds half of a surrogate pair, which is no text", exception);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"the text begins like JSON but is broken: {exception.Message}", exception);
        }
    }

    private static GpuDump? First(GpuDumpFormat[] formats, Func<GpuDumpFormat, ImmutableArray<GpuFacts>?> read) =>
        formats.Select(format => read(format) is { } gpus ? new GpuDump(format.Tool, gpus) : null).OfType<GpuDump>().FirstOrDefault();
}
