using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Text;

namespace StackBench.NcclTests;

/// <summary>
/// What nccl-tests or rccl-tests printed. Stricter than the importer, which reads whatever people kept: a line that is not understood is
/// an error, because the next one is measured.
/// </summary>
/// <param name="Tool">Version of the tests; null where they print none.</param>
/// <param name="Library">Version of NCCL or RCCL; null where they print none.</param>
/// <param name="IsOfRccl">Whether rccl-tests printed it.</param>
internal sealed partial record NcclOutput(
    ImmutableArray<NcclDevice> Devices, ImmutableArray<NcclRow> Rows, string? Tool, string? Library, bool IsOfRccl)
{
    private const int Group = 4;

    /// <summary>Of both tests since August 2022; before, all_reduce had no root, and an error in place of the count.</summary>
    private static readonly ImmutableArray<string> Columns =
        [.. "size count type redop root time algbw busbw #wrong time algbw busbw #wrong".Split(' ')];

    /// <exception cref="FormatException">A line of numbers is not a line of the table.</exception>
    public static NcclOutput Parse(string text)
    {
        var (devices, rows) = (ImmutableArray.CreateBuilder<NcclDevice>(), ImmutableArray.CreateBuilder<NcclRow>());
        string? tool = null, library = null;
        var (isOfRccl, hasHeader) = (false, false);
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (Rank().Match(line) is { Success: true } rank)
                devices.Add(new NcclDevice(
                    int.Parse(rank.Groups["index"].ValueSpan, CultureInfo.InvariantCulture), SafeText.OneLine(rank.Groups["name"].Value),
                    Address(rank.Groups["address"].Value)));
            isOfRccl |= line.Contains("rccl-tests: Version", StringComparison.Ordinal);
            if (Header().IsMatch(line)) hasHeader = RequireHeader(line);
            tool ??= ToolVersion().Match(line) is { Success: true } found ? found.Groups["version"].Value : null;
            library ??= LibraryCode().Match(line) is { Success: true } code ? Version(code.Groups["code"].Value) : null;
            if (!Line().IsMatch(line)) continue;
            rows.Add(hasHeader ? Row(line) : throw new FormatException("nccl-tests print a table without a header"));
        }

        return new NcclOutput(devices.ToImmutable(), rows.ToImmutable(), tool, library, isOfRccl);
    }

    private static bool RequireHeader(string line)
    {
        var names = line.TrimStart('#').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return names.SequenceEqual(Columns) ? true : throw new FormatException(
            $"nccl-tests print columns '{SafeText.OneLine(string.Join(' ', names))}', this engine reads '{string.Join(' ', Columns)}'");
    }

    private static NcclRow Row(string line)
    {
        var cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (cells.Length != Columns.Length) throw new FormatException($"nccl-tests print another table: '{SafeText.OneLine(line)}'");
        return new NcclRow(
            (long)Number(cells[0]), cells[2], Cell(cells.AsSpan(Columns.Length - (2 * Group), Group)),
            Cell(cells.AsSpan(Columns.Length - Group)));
    }

    private static NcclCell Cell(ReadOnlySpan<string> cells) =>
        new(Number(cells[0]), Number(cells[1]), cells[3] == "N/A" ? null : Count(cells[3]));

    // Printed by %g: a million and more comes as 1.04858e+06.
    private static long Count(string text) => Number(text) is var number && double.IsInteger(number)
        ? (long)number
        : throw new FormatException($"nccl-tests print '{SafeText.OneLine(text)}' in place of a count");

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && number < 1e18
            ? number
            : throw new FormatException($"nccl-tests print '{SafeText.OneLine(text)}' in place of a number");

    // Old versions print the bus alone (0x07), newer ones domain, bus and device; the function of a GPU is 0.
    private static string? Address(string text) => text.Count(letter => letter == ':') == 2
        ? (text.Contains('.', StringComparison.Ordinal) ? text : text + ".0").ToLowerInvariant()
        : null;

    // NCCL_VERSION_CODE: 10000 X + 100 Y + Z since 2.9.
    private static string Version(string code)
    {
        var number = long.Parse(code, CultureInfo.InvariantCulture);
        return FormattableString.Invariant($"{number / 10000}.{number / 100 % 100}.{number % 100}");
    }

    [GeneratedRegex(
        @"^#\s+Rank\s+\d+\s.*\bdevice\s+(?<index>\d{1,4})\s+\[(?<address>[^\]]{1,32})\]\s*(?<name>.*)$", RegexOptions.None, 1000)]
    private static partial Regex Rank();

    [GeneratedRegex(@"^#\s+size\s+count\s", RegexOptions.None, 1000)]
    private static partial Regex Header();

    [GeneratedRegex(@"^\s*\d+\s+\d+\s+[a-z]", RegexOptions.None, 1000)]
    private static partial Regex Line();

    [GeneratedRegex(@"nccl-tests version (?<version>[\w.]{1,40})|rccl-tests: Version (?<version>[\w.:-]{1,60})", RegexOptions.None, 1000)]
    private static partial Regex ToolVersion();

    [GeneratedRegex(@"nccl-library=(?<code>\d{5,6})\b", RegexOptions.None, 1000)]
    private static partial Regex LibraryCode();
}
