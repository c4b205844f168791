using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace StackBench.Llm.LlamaBench;

/// <summary>Reads what <c>llama-bench -o jsonl</c> printed: one object a test. Averages are ignored, the samples count. Pure.</summary>
internal static class LlamaBenchOutput
{
    private const int MostSamples = 1 << 20;

    /// <summary>Results in the order of the lines; lines that are no objects are noise of libraries and left out.</summary>
    /// <exception cref="FormatException">A line is a broken object or lacks what every version writes.</exception>
    public static ImmutableArray<LlamaBenchResult> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var results = ImmutableArray.CreateBuilder<LlamaBenchResult>();
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith('{'))) results.Add(ParseLine(line));
        return results.ToImmutable();
    }

    private static LlamaBenchResult ParseLine(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var test = document.RootElement;
            return new LlamaBenchResult
            {
                PromptTokens = Whole(test, "n_prompt") ?? throw Missing("n_prompt"),
                GeneratedTokens = Whole(test, "n_gen") ?? throw Missing("n_gen"),
                // Versions that cannot begin at a depth do not name it.
                Depth = Whole(test, "n_depth") ?? 0,
                Seconds = Seconds(test),
                BuildCommit = Text(test, "build_commit"),
                BuildNumber = Whole(test, "build_number"),
                Backends = Text(test, "backends"),
                CpuInfo = Text(test, "cpu_info"),
                GpuInfo = Text(test, "gpu_info"),
                Devices = Text(test, "devices"),
                ModelType = Text(test, "model_type"),
                ModelBytes = Whole(test, "model_size"),
                ModelParameters = Whole(test, "model_n_params"),
                Threads = Whole(test, "n_threads"),
                Batch = Whole(test, "n_batch"),
                GpuLayers = Whole(test, "n_gpu_layers"),
                FlashAttention = Text(test, "flash_attn"),
            };
        }
        catch (JsonException exception)
        {
            throw new FormatException("llama-bench wrote a line that is no complete JSON object", exception);
        }
    }

    private static ImmutableArray<double> Seconds(JsonElement test)
    {
        if (!test.TryGetProperty("samples_ns", out var samples) || samples.ValueKind != JsonValueKind.Array
            || samples.GetArrayLength() is 0 or > MostSamples)
            throw Missing("samples_ns");
        return [.. samples.EnumerateArray().Select(sample => sample.ValueKind == JsonValueKind.Number
            && sample.TryGetDouble(out var nanoseconds) && double.IsFinite(nanoseconds) && nanoseconds > 0
            ? nanoseconds * 1e-9
            : throw new FormatException("a sample of llama-bench is not a positive number of nanoseconds"))];
    }

    private static long? Whole(JsonElement test, string name) =>
        test.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    private static string? Text(JsonElement test, string name)
    {
        if (!test.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => value.TryGetInt64(out var number) ? number.ToString(CultureInfo.InvariantCulture) : value.GetRawText(),
            _ => null,
        };
    }

    private static FormatException Missing(string name) => new($"a result of llama-bench lacks {name}");
}
