using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StackBench.Core.Text;

namespace StackBench.Exchange.Import;

/// <summary>
/// The tables of <c>llama-bench</c> (its default, <c>-o md</c>) and its <c>-o csv</c> as the objects that its JSON would hold.
/// </summary>
internal static partial class LlamaBenchTables
{
    private static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["model"] = "model_type",
        ["backend"] = "backends",
        ["ngl"] = "n_gpu_layers",
        ["ncmoe"] = "n_cpu_moe",
        ["threads"] = "n_threads",
        ["sm"] = "split_mode",
        ["mg"] = "main_gpu",
        ["nkvo"] = "no_kv_offload",
        ["fa"] = "flash_attn",
        ["dev"] = "devices",
        ["ts"] = "tensor_split",
        ["ot"] = "tensor_buft_overrides",
        ["mmap"] = "use_mmap",
        ["dio"] = "use_direct_io",
        ["lm"] = "load_mode",
        ["embd"] = "embeddings",
        ["nopo"] = "no_op_offload",
        ["noh"] = "no_host",
    };

    public static bool IsMarkdown(ImportSource source) =>
        source.Lines.Any(
            line => line.Text.StartsWith('|') && Cells(line.Text) is var cells && cells.Contains("t/s") && cells.Contains("test"));

    public static bool IsCsv(ImportSource source) => source.Lines.Any(line => IsHeader(line.Text));

    /// <param name="left">Takes rows that are cut.</param>
    public static IEnumerable<(JsonField Test, int Process)> Csv(ImportSource source, List<LeftOut> left)
    {
        var process = 0;
        string[]? names = null;
        foreach (var (number, text) in source.Lines)
        {
            if (IsHeader(text)) (names, process) = (CsvCells.Of(text), process + 1);
            else if (names is not null && CsvCells.Of(text) is var cells)
            {
                if (cells.Length == names.Length) yield return (Object(source, number, names.Zip(cells)), process);
                else if (text.StartsWith('"')) left.Add(LeftOut.Cut(number));
            }
        }
    }

    /// <param name="left">Takes rows that are cut.</param>
    public static IEnumerable<(JsonField Test, int Process)> Markdown(ImportSource source, List<LeftOut> left)
    {
        var (process, isClosed) = (0, false);
        var (build, gpu) = (Builds(source), string.Join(", ", Gpus(source)));
        string[]? names = null;
        foreach (var (index, (number, text)) in source.Lines.Index())
        {
            if (!text.StartsWith('|')) continue;
            var cells = Cells(text);
            if (cells.Contains("t/s") && cells.Contains("test"))
                (names, process, isClosed) = (cells, process + 1, text.TrimEnd().EndsWith('|'));
            else if (names is not null && cells.Any(cell => cell.Trim('-', ':').Length > 0))
            {
                if (cells.Length != names.Length || (isClosed && !text.TrimEnd().EndsWith('|'))) left.Add(LeftOut.Cut(number));
                else yield return (Object(
                    source, number,
                    [.. names.Zip(cells).SelectMany(
                        cell => Fields(cell.First, cell.Second)), .. build(index), ("gpu_info", gpu)]), process);
            }
        }
    }

    private static IEnumerable<(string, string)> Fields(string column, string cell)
    {
        switch (column)
        {
            case "test":
                var test = Test().Match(cell);
                return test.Success
                    ? [("n_prompt", Or0(test.Groups["pp"].Value)), ("n_gen", Or0(test.Groups["tg"].Value)),
                        ("n_depth", Or0(test.Groups["d"].Value))]
                    : [("n_prompt", "0"), ("n_gen", "0"), ("test", cell)];
            case "t/s":
                var rate = Rate().Match(cell);
                return [("avg_ts", rate.Success ? rate.Groups["rate"].Value : cell), ("stddev_ts", rate.Groups["spread"].Value)];
            default:
                return [(Columns.GetValueOrDefault(column, column), cell)];
        }

        static string Or0(string number) => number.Length == 0 ? "0" : number;
    }

    /// <summary>The build that is named behind a table, by line.</summary>
    private static Func<int, (string, string)[]> Builds(ImportSource source)
    {
        var builds = source.Lines.Index().Select(line => (line.Index, Match: Build().Match(line.Item.Text)))
            .Where(line => line.Match.Success).ToArray();
        return index => builds.FirstOrDefault(build => build.Index > index).Match is { Success: true } match
            ? [("build_commit", match.Groups["commit"].Value), ("build_number", match.Groups["number"].Value)]
            : [];
    }

    private static IEnumerable<string> Gpus(ImportSource source) => source.Lines
        .Select(line => Device().Match(line.Text)).Where(match => match.Success)
        .Select(match => match.Groups["name"].Value.Trim()).Distinct(StringComparer.Ordinal);

    private static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries)];

    private static bool IsHeader(string line) =>
        line.Contains("n_prompt", StringComparison.Ordinal) && line.Contains("avg_ts", StringComparison.Ordinal)
        && line.Contains(',', StringComparison.Ordinal) && !line.Contains('{', StringComparison.Ordinal)
        && CsvCells.Of(line) is var cells && cells.Contains("n_prompt") && cells.Contains("avg_ts");

    private static JsonField Object(ImportSource source, int number, IEnumerable<(string Name, string Value)> cells)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (name, cell) in cells.DistinctBy(cell => cell.Name).Where(cell => cell.Value.Length > 0))
            {
                if (name is not ("build_commit" or "gpu_info" or "cpu_info") && Number(cell) is { } value) writer.WriteNumber(name, value);
                else writer.WriteString(name, cell);
            }

            writer.WriteEndObject();
        }

        return JsonField.Parse(source.Name, Encoding.UTF8.GetString(bytes.ToArray()), number) with
        {
            Path = string.Create(CultureInfo.InvariantCulture, $"line {number} $"),
        };
    }

    private static decimal? Number(string cell) =>
        decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"^(?:pp *(?<pp>\d+))? *\+? *(?:tg *(?<tg>\d+))?(?: *@ *d *(?<d>\d+))?$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Test();

    [GeneratedRegex(@"^(?<rate>[\d.]+(?:e[+-]?\d+)?)(?:[^\d.]+(?<spread>[\d.]+))?", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Rate();

    [GeneratedRegex(@"^\s*build:\s*(?<commit>\w+)\s*\((?<number>\d+)\)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Build();

    [GeneratedRegex(
        @"^\s*Device \d+: (?<name>[^,]+),|^ggml_vulkan: \d+ = (?<name>.+?)(?: \(| \|)|^ggml_metal_init: GPU name:\s*(?<name>.+)$",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Device();
}
