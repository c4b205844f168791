using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Amd;

/// <summary>One line of amdgpu's clock and link tables (<c>pp_dpm_sclk</c>, <c>pp_dpm_pcie</c>).</summary>
/// <param name="Level">Number, or a letter for a state beside the ladder (<c>S</c> for sleep).</param>
/// <param name="IsActive">Several levels can be active at once.</param>
internal sealed record DpmLevel(string Level, string Text, bool IsActive)
{
    /// <summary>Clock in MHz; null when the level states none.</summary>
    public double? Megahertz => Number("Mhz");

    /// <summary>Rate of a lane in GT/s; null when the level is no link.</summary>
    public double? Gigatransfers => Number("GT/s");

    /// <summary>Lanes of a link: <c>x16</c>.</summary>
    public int? Lanes => Text.Split(' ', ',').Where(word => word.StartsWith('x'))
        .Select(word => int.TryParse(word.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var lanes) ? lanes : (int?)null)
        .FirstOrDefault(lanes => lanes is not null);

    public static ImmutableArray<DpmLevel> Parse(string table) => [.. table.Split('\n').Select(ParseLine).OfType<DpmLevel>()];

    /// <summary>The link to the slot, whose levels tell what it can do; null where none is marked.</summary>
    /// <param name="folder">Of the device.</param>
    public static PcieLink? SlotLink(SystemTree tree, string folder)
    {
        var levels = Parse(tree.Text($"{folder}/pp_dpm_pcie").Or("")).Where(level => level is { Gigatransfers: not null, Lanes: not null })
            .ToArray();
        var active = levels.Where(level => level.IsActive).MaxBy(level => level.Gigatransfers * level.Lanes);
        return active is null ? null : new PcieLink
        {
            GigatransfersPerSecond = active.Gigatransfers!.Value,
            Lanes = active.Lanes!.Value,
            MaxGigatransfersPerSecond = levels.Max(level => level.Gigatransfers!.Value),
            MaxLanes = levels.Max(level => level.Lanes!.Value),
        };
    }

    private static DpmLevel? ParseLine(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) return null;
        var text = line[(colon + 1)..].Trim(' ', '\0', '\r');
        return new DpmLevel(line[..colon].Trim(), text.TrimEnd('*').TrimEnd(), text.EndsWith('*'));
    }

    private double? Number(string unit)
    {
        var word = Text.Split(' ', ',').FirstOrDefault(word => word.EndsWith(unit, StringComparison.OrdinalIgnoreCase));
        return word is not null
            && double.TryParse(
                word.AsSpan(0, word.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }
}
