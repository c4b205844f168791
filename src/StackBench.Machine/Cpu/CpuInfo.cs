using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>
/// What <c>/proc/cpuinfo</c> says: one block of keys for each processor, and the keys of the whole machine some architectures add.
/// </summary>
internal sealed record CpuInfo(
    ImmutableSortedDictionary<int, ImmutableDictionary<string, string>> Processors, ImmutableDictionary<string, string> Machine)
{
    private static readonly ImmutableDictionary<string, string> NoKeys = ImmutableDictionary<string, string>.Empty;

    public static CpuInfo Parse(string text)
    {
        var processors = ImmutableSortedDictionary.CreateBuilder<int, ImmutableDictionary<string, string>>();
        var machine = NoKeys;
        int? current = null;
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (string.IsNullOrWhiteSpace(line)) current = null;
            if (colon < 0) continue;
            var (key, value) = (line[..colon].Trim(), PlainText.OneLine(line[(colon + 1)..]));
            // Mainframes have a line for each processor: processor 0: version = FF, machine = 2964
            if (key.StartsWith("processor ", StringComparison.Ordinal)
                && int.TryParse(key.AsSpan("processor ".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var mainframe))
            {
                processors[mainframe] = Pairs(value, processors.GetValueOrDefault(mainframe, NoKeys));
                current = null;
                continue;
            }

            if (key is "processor" or "cpu number" && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                current = number;
            if (current is { } processor)
                processors[processor] = processors.GetValueOrDefault(processor, NoKeys).SetItem(key, value);
            else
                machine = machine.SetItem(key, value);
        }

        return new CpuInfo(processors.ToImmutable(), machine);
    }

    /// <summary>The value of a key at the first processor that has it, else of the machine; null when none has.</summary>
    public string? First(string key) =>
        Processors.Values.Select(keys => keys.GetValueOrDefault(key)).FirstOrDefault(value => !string.IsNullOrEmpty(value))
            ?? Machine.GetValueOrDefault(key);

    /// <summary>The value of a key at one processor, else of the machine; null when neither has it.</summary>
    public string? Text(int processor, string key) =>
        Processors.TryGetValue(processor, out var keys) && keys.TryGetValue(key, out var value)
            ? value
            : Machine.GetValueOrDefault(key);

    /// <summary>A whole number of one processor; null when absent or no number.</summary>
    public int? Number(int processor, string key) =>
        Processors.TryGetValue(processor, out var keys) && keys.TryGetValue(key, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static ImmutableDictionary<string, string> Pairs(string line, ImmutableDictionary<string, string> keys) =>
        line.Split(',').Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2)
            .Aggregate(keys, (all, pair) => all.SetItem(pair[0].Trim(), pair[1].Trim()));
}
