using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace StackBench.Machine.Memory;

/// <summary>Channels by what board makers call their slots.</summary>
internal static partial class MemoryChannels
{
    // A letter with more slots than this names a processor, not a channel: DIMM_A1 to DIMM_A12.
    private const int MostSlots = 3;

    /// <summary>A name for each slot's channel. Either all are told, or none: half of the truth would count channels wrongly.</summary>
    /// <param name="slots">Device and bank of each slot: <c>DIMM 0</c> and <c>P0 CHANNEL A</c>.</param>
    public static ImmutableArray<Fact<string>> Of(ImmutableArray<(string Device, string Bank)> slots)
    {
        var named = slots.Select(slot => Named($"{slot.Bank} {slot.Device}")).ToArray();
        if (named.Any(name => name is null)) named = [.. slots.Select(slot => Lettered(slot.Device))];
        var isLetterAProcessor = named.All(name => name is not null) && slots.Length > 0
            && named.GroupBy(name => name, StringComparer.Ordinal).Max(channel => channel.Count()) > MostSlots;
        return named.Any(name => name is null) || isLetterAProcessor
            ? [.. slots.Select(_ => Fact<string>.Unknown("the names of the slots do not tell the channels"))]
            : [.. named.Select(name => (Fact<string>)name!)];
    }

    private static string? Named(string text) => Channel().Match(text) is { Success: true } match
        ? $"{Processor(text)}{Controller().Match(text).Groups["number"].Value}/{match.Groups["name"].Value.ToUpperInvariant()}"
        : null;

    private static string? Lettered(string device) => Letter().Match(device) is { Success: true } match
        ? $"{Processor(device)}/{match.Groups["name"].Value.ToUpperInvariant()}"
        : null;

    private static string Processor(string text) => Socket().Match(text).Groups["number"].Value + ":";

    [GeneratedRegex(@"(?:channel|chan|\bch)[ _-]*(?<name>[a-z]\b|[a-z](?=[-_ \d])|\d+)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Channel();

    [GeneratedRegex(@"controller[ _-]*(?<number>\d+)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Controller();

    [GeneratedRegex(@"dimm[ _-]*(?<name>[a-z])[ _-]?\d", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Letter();

    [GeneratedRegex(@"\b(?:p|cpu|node|proc|processor|socket)[ _-]*(?<number>\d+)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Socket();
}
