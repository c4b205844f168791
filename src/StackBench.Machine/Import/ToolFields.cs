using StackBench.Machine.Files;

namespace StackBench.Machine.Import;

/// <summary>
/// Names and texts a vendor's tool printed for one GPU. Each generation of a tool names things anew, so every look-up tries several names.
/// </summary>
internal sealed class ToolFields(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The first name that has a value; texts that say there is none (<c>N/A</c>, <c>[Not Supported]</c>) do not count.</summary>
    public Fact<string> Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (values.TryGetValue(name, out var text) && ToolText.Known(text) is { } known) return known;
        return Fact<string>.Unknown(names.Length == 0 ? "not asked"
            : values.TryGetValue(names[0], out var said) ? $"the tool says '{PlainText.Excerpt(said)}' for {names[0]}"
            : $"the tool printed no {names[0]}");
    }

    /// <summary>The number a text begins with, times a factor: <c>(1402Mhz)</c>, <c>81559 MiB</c>, <c>16x</c>.</summary>
    public Fact<double> Number(double factor, params ReadOnlySpan<string> names) =>
        Text(names).Then<double>(text => ToolText.Number(text) is not { } number
            ? Fact<double>.Unknown($"the tool says '{PlainText.Excerpt(text)}', not a number")
            : ToolText.IsMask(number)
                ? Fact<double>.Unknown($"the tool says {PlainText.Excerpt(text)}, which means that there is no reading")
                : number * factor);

    /// <summary>The same where zero means that there is no reading: clocks, voltages, limits, sizes.</summary>
    public Fact<double> Positive(double factor, params ReadOnlySpan<string> names)
    {
        var name = names.Length == 0 ? "" : names[0];
        return Number(factor, names).Then<double>(number => number > 0 ? number : Fact<double>.Unknown($"the tool says zero for {name}"));
    }

    public Fact<long> Count(long factor, params ReadOnlySpan<string> names) =>
        Number(factor, names)
            .Then<long>(number => number is >= 0 and < 1L << 60 ? (long)number : Fact<long>.Unknown("the tool states an impossible count"));

    /// <summary>A size in bytes; no device has none.</summary>
    public Fact<long> Size(long unit, params ReadOnlySpan<string> names) =>
        Count(unit, names).Then<long>(bytes => bytes > 0 ? bytes : Fact<long>.Unknown("the tool states no bytes"));

    public Fact<int> Int(params ReadOnlySpan<string> names) =>
        Count(1, names).Then<int>(count => count <= int.MaxValue ? (int)count : Fact<int>.Unknown("the tool states an impossible count"));

    /// <summary>Names below a prefix whose text is <c>Active</c>.</summary>
    public IEnumerable<string> Active(string prefix) =>
        values.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && pair.Value.Trim() == "Active")
            .Select(pair => pair.Key[prefix.Length..]).Order(StringComparer.Ordinal);

    public bool HasAny(string prefix) => values.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    public static ToolFields Of(IEnumerable<KeyValuePair<string, string>> pairs) =>
        new(pairs.GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal));
}
