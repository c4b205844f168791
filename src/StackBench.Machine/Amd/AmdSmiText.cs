using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace StackBench.Machine.Amd;

/// <summary>
/// Output of <c>amd-smi static|metric</c> without <c>--json</c>: sections by indentation. Names are those of the JSON in capitals.
/// </summary>
internal static class AmdSmiText
{
    private const int IndentWidth = 4;

    public static bool Recognizes(string text) => text.Split('\n').Any(IsGpu)
        && (text.Contains("ASIC:", StringComparison.Ordinal) || text.Contains("USAGE:", StringComparison.Ordinal)
            || text.Contains("POWER:", StringComparison.Ordinal) || text.Contains("BDF:", StringComparison.Ordinal));

    public static ImmutableArray<GpuFacts> Parse(string text)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartArray();
            string[] lines =
                [.. text.Split('\n').Select(line => line.TrimEnd()).SkipWhile(line => !IsGpu(line)).Where(line => line.Length > 0)];
            for (var at = 0; at < lines.Length;)
            {
                if (!IsGpu(lines[at]))
                {
                    at++;
                    continue;
                }

                writer.WriteStartObject();
                writer.WriteString("gpu", lines[at++]["GPU:".Length..].Trim());
                at = Members(writer, lines, at, IndentWidth);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(bytes.ToArray()));
        return AmdSmi.Read(document.RootElement) ?? [];
    }

    private static bool IsGpu(string line) => line.StartsWith("GPU: ", StringComparison.Ordinal);

    private static int Members(Utf8JsonWriter writer, string[] lines, int at, int indent)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (at < lines.Length && Indent(lines[at]) >= indent)
        {
            var colon = lines[at].IndexOf(':', StringComparison.Ordinal);
            // Lines without a name continue a list.
            if (colon < 0 || Indent(lines[at]) > indent)
            {
                at++;
                continue;
            }

            var (name, value) = (Name(lines[at][..colon].Trim()), lines[at][(colon + 1)..].Trim());
            var isSection = value.Length == 0 && at + 1 < lines.Length && Indent(lines[at + 1]) > indent;
            at++;
            if (!names.Add(name)) continue;
            if (isSection && indent < MostIndent)
            {
                writer.WriteStartObject(name);
                at = Members(writer, lines, at, Indent(lines[at]));
                writer.WriteEndObject();
            }
            else writer.WriteString(name, value);
        }

        return at;
    }

    private const int MostIndent = 64;

    // The levels of a clock keep their names.
    private static string Name(string name) =>
        name.StartsWith("LEVEL", StringComparison.OrdinalIgnoreCase) ? name : name.ToLowerInvariant();

    private static int Indent(string line) => line.Length - line.TrimStart().Length;
}
