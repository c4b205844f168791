using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StackBench.Core.Results;

namespace StackBench.Core.Json;

/// <summary>Reads and writes run documents (docs/run.schema.json).</summary>
public static class RunDocument
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>The document as UTF-8, on one line unless <paramref name="isIndented"/>.</summary>
    public static byte[] Write(Run run, bool isIndented = false)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!isIndented) return JsonSerializer.SerializeToUtf8Bytes(run, StackBenchJson.Default.Run);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented)) JsonSerializer.Serialize(writer, run, StackBenchJson.Default.Run);
        return stream.ToArray();
    }

    /// <param name="source">What the text is called in an error, usually its file.</param>
    /// <exception cref="RunDocumentException">Not JSON, not a run, of a newer version, or contradicting itself.</exception>
    public static Run Read(ReadOnlySpan<byte> utf8, string source)
    {
        CheckVersion(utf8, source);
        var run = Read(utf8, source, StackBenchJson.Default.Run);
        var infinite = CheckTokens(utf8, source);
        if (!RunId.IsValid(run.Id)) throw new RunDocumentException($"{source}: '{run.Id}' is not a run id");
        Once(run.Results.Select(result => $"result {result.Key}"), source);
        Once(run.Fingerprint.Facts.Select(fact => $"fact {fact.Name}"), source);
        foreach (var result in run.Results)
        {
            if (result.Outcome is Ok { Metrics.IsEmpty: true })
                throw new RunDocumentException($"{source}: the result {result.Key} is ok and has no metric");
            if (result.Outcome is Ok ok) Once(ok.Metrics.Select(metric => $"metric {metric.Metric} of {result.Key}"), source);
            // JSON has no infinity, but a number with too large an exponent becomes one.
            if (Numbers(result).Any(number => !double.IsFinite(number)))
                throw new RunDocumentException($"{source}: the result {result.Key} has a number that is not finite");
            // Rates, times, bytes and shares: none of them has a sign.
            if (Numbers(result).Any(double.IsNegative))
                throw new RunDocumentException($"{source}: the result {result.Key} has a negative value");
        }

        if (infinite is { } at)
            throw new RunDocumentException($"{source}, byte {at.ToString(CultureInfo.InvariantCulture)}: a number that is not finite");
        // What follows from the rest is made anew by whoever shows it.
        return run.Summary is null ? run : run with { Summary = null };
    }

    /// <summary>Refuses a null in a list, which the serializer takes for an item: only readings of telemetry may be missing.</summary>
    /// <returns>Where the first number stands that is not finite, counted from one; null where all are: what was read must be fit
    /// to be written again.</returns>
    private static long? CheckTokens(ReadOnlySpan<byte> utf8, string source)
    {
        var reader = new Utf8JsonReader(utf8);
        var lists = new Stack<string?>();
        string? name = null;
        long? infinite = null;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName: name = reader.GetString(); break;
                case JsonTokenType.StartArray: lists.Push(name); break;
                case JsonTokenType.StartObject: lists.Push(null); break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject: lists.Pop(); break;
                case JsonTokenType.Null when lists.Peek() is { } list and not "values":
                    throw new RunDocumentException(string.Create(
                        CultureInfo.InvariantCulture, $"{source}, byte {reader.TokenStartIndex + 1}: null in the list '{list}'"));
                case JsonTokenType.Number when !double.IsFinite(reader.GetDouble()): infinite ??= reader.TokenStartIndex + 1; break;
            }
        }

        return infinite;
    }

    /// <summary>One result on its own, as the store keeps it.</summary>
    /// <exception cref="RunDocumentException">Not JSON or not a result.</exception>
    public static BenchmarkResult ReadResult(ReadOnlySpan<byte> utf8, string source) =>
        Read(utf8, source, StackBenchJson.Default.BenchmarkResult);

    /// <summary>Comes before everything else: a newer document need not have the shape of this version's.</summary>
    private static void CheckVersion(ReadOnlySpan<byte> utf8, string source)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new RunDocumentException($"{source}: not a run document: not a JSON object");
            if (!document.RootElement.TryGetProperty("schemaVersion", out var version) || !version.TryGetInt32Safely(out var number))
                throw new RunDocumentException($"{source}: not a run document: no whole number in 'schemaVersion'");
            if (number > Run.CurrentSchemaVersion)
                throw new RunDocumentException(
                    $"{source}: written by a newer StackBench (schema version {number}; this one reads up to {Run.CurrentSchemaVersion})");
            if (number < 1) throw new RunDocumentException($"{source}: schema version {number} does not exist");
        }
        catch (JsonException exception)
        {
            throw Describe(exception, source);
        }
    }

    private static IEnumerable<double> Numbers(BenchmarkResult result) =>
        [
            .. result.Outcome is Ok ok ? ok.Metrics.Select(metric => metric.Value) : [],
            .. result.Launches.SelectMany(launch => launch.Values.Values.Concat(launch.Samples.Select(sample => sample.DurationSeconds))),
        ];

    private static void Once(IEnumerable<string> names, string source)
    {
        var twice = names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new RunDocumentException($"{source}: the {twice.Key} appears {twice.Count()} times");
    }

    private static T Read<T>(ReadOnlySpan<byte> utf8, string source, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw new RunDocumentException($"{source}: null");
        }
        catch (JsonException exception)
        {
            throw Describe(exception, source);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            // The serializer's words for an outcome without its kind, half a surrogate pair in a text, a name that appears twice.
            throw new RunDocumentException(
                $"{source}: {exception.Message.Split([" Path: ", " LineNumber: "], StringSplitOptions.None)[0]}", exception);
        }
    }

    private static bool TryGetInt32Safely(this JsonElement element, out int value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value);
    }

    private static RunDocumentException Describe(JsonException exception, string source)
    {
        // The serializer repeats the position at the end of its messages, counted from zero.
        var reason = exception.Message.Split([" Path: ", " LineNumber: "], StringSplitOptions.None)[0];
        var position = exception.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $", line {line + 1}, byte {exception.BytePositionInLine + 1}")
            : "";
        var path = exception.Path is null or "$" ? "" : $" at {exception.Path}";
        return new RunDocumentException($"{source}{position}{path}: {reason}", exception);
    }
}
