using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace StackBench.Llm.Gguf;

/// <summary>The files of one GGUF model: one, or the parts that <c>llama-gguf-split</c> makes (<c>NAME-00001-of-00003.gguf</c>).</summary>
public static partial class GgufParts
{
    /// <summary>The files of the one model in a folder, the first to be given to llama.cpp; empty where there is none.</summary>
    /// <exception cref="FormatException">There are several models, or a part is missing.</exception>
    public static ImmutableArray<string> In(string folder)
    {
        ImmutableArray<string> files = [.. Directory.EnumerateFiles(folder, "*.gguf").Order(StringComparer.Ordinal)];
        var models = files.GroupBy(file => Part().Match(file) is { Success: true } match ? match.Groups["name"].Value : file).ToArray();
        return models.Length switch
        {
            0 => [],
            1 => Of(files[0]),
            _ =>
                throw new FormatException(
                    $"it holds {models.Length} models, among them {Path.GetFileName(files[0])} and {Path.GetFileName(models[1].First())}"),
        };
    }

    /// <summary>The file and, where it is a part, the others beside it, in order.</summary>
    /// <exception cref="FormatException">A part is missing, or the file is not the first one.</exception>
    public static ImmutableArray<string> Of(string file)
    {
        if (Part().Match(file) is not { Success: true } match) return [file];
        if (match.Groups["part"].Value != "00001")
            throw new FormatException($"{Path.GetFileName(file)} is not the first part of its model");
        var count = int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture);
        if (count == 0) throw new FormatException($"{Path.GetFileName(file)} is a part of none");
        ImmutableArray<string> parts = [.. Enumerable.Range(1, count).Select(
            number => string.Create(CultureInfo.InvariantCulture, $"{match.Groups["name"].Value}-{number:00000}-of-{count:00000}.gguf"))];
        return parts.FirstOrDefault(part => !File.Exists(part)) is { } missing
            ? throw new FormatException($"{Path.GetFileName(missing)} is missing")
            : parts;
    }

    /// <summary>The header of a model, with the tensors of all its parts.</summary>
    /// <exception cref="GgufException">A file is no GGUF file.</exception>
    public static GgufHeader Read(ImmutableArray<string> parts)
    {
        GgufHeader[] headers = [.. parts.Select(GgufReader.Read)];
        return headers[0] with { Tensors = [.. headers.SelectMany(header => header.Tensors)] };
    }

    /// <summary>Of the bytes of all parts, one after the other; in lower-case hexadecimal digits.</summary>
    public static string Sha256(ImmutableArray<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var part in parts)
        {
            using var stream = File.OpenRead(part);
            while (stream.Read(buffer) is var count and > 0) hash.AppendData(buffer, 0, count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    [GeneratedRegex(@"^(?<name>.+)-(?<part>[0-9]{5})-of-(?<count>[0-9]{5})\.gguf$", RegexOptions.CultureInvariant
        | RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
