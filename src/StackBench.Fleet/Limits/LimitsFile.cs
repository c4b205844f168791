using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using StackBench.Core.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Fleet.Reading;
using StackBench.Store;

namespace StackBench.Fleet.Limits;

/// <summary>Files of limits and verdicts.</summary>
public static class LimitsFile
{
    private const long Largest = 16 << 20;

    public static void Write(string path, NodeLimits limits) =>
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(limits, LimitsJson.Default.NodeLimits) + "\n"));

    /// <returns>The limits, and the SHA-256 of the file.</returns>
    /// <exception cref="SpoolException">It is not a file of limits.</exception>
    public static (NodeLimits Limits, string Sha256) Read(string path)
    {
        var bytes = Bytes(path);
        try
        {
            var limits = JsonSerializer.Deserialize(bytes, LimitsJson.Default.NodeLimits);
            return limits is { SchemaVersion: NodeLimits.CurrentSchemaVersion, Limits: { IsDefault: false } all }
                && all.All(limit => limit is not null)
                ? (limits, Convert.ToHexStringLower(SHA256.HashData(bytes)))
                : throw new SpoolException(path, "not limits of this version");
        }
        catch (JsonException exception)
        {
            throw new SpoolException(path, $"not a file of limits: {exception.Message}");
        }
    }

    public static void Write(string path, NodeVerdict verdict) =>
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(verdict, LimitsJson.Default.NodeVerdict) + "\n"));

    /// <summary>Null where there is none, or none that can be read.</summary>
    public static NodeVerdict? ReadVerdict(string path)
    {
        try
        {
            var verdict = JsonSerializer.Deserialize(Bytes(path), LimitsJson.Default.NodeVerdict);
            return verdict is { SchemaVersion: NodeVerdict.CurrentSchemaVersion, Reasons: { IsDefault: false } reasons }
                && reasons.All(reason => reason is not null)
                    ? verdict
                    : null;
        }
        catch (Exception exception) when (exception is SpoolException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The verdicts of other nodes in a folder that all share.</summary>
    public static ImmutableArray<NodeVerdict> ReadVerdicts(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.json").Select(file => (File: file, Verdict: ReadVerdict(file)))
                .Where(one => one.Verdict is { } verdict && NodeName.IsValid(verdict.Node)
                    && Path.GetFileNameWithoutExtension(one.File) == verdict.Node)
                .Select(one => one.Verdict!)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            if (new FileInfo(path).Length > Largest) throw new SpoolException(path, "too large");
            // A pipe would be waited for without an end.
            return FileOwner.Of(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path).IsRegular
                ? File.ReadAllBytes(path)
                : throw new SpoolException(path, "not a regular file");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SpoolException(path, exception.Message);
        }
    }
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(KebabEnumConverter<Better>), typeof(KebabEnumConverter<Fitness>)])]
[JsonSerializable(typeof(NodeLimits))]
[JsonSerializable(typeof(NodeVerdict))]
internal sealed partial class LimitsJson : JsonSerializerContext;
