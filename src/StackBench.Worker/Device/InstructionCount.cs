using System.Text.RegularExpressions;

namespace StackBench.Worker.Device;

/// <summary>
/// The instructions of a round in the driver's machine code. A driver that folds the chain, or leaves it out, has fewer than were asked
/// for: its rate would be false, and a check of the result does not see it.
/// </summary>
/// <param name="Asked">Instructions that a round needs where none does the work of two.</param>
/// <param name="Found">Operations found; an instruction that issues two counts two.</param>
/// <param name="Text"><c>15 v_dual_fmac_f32 + 2 v_fmac_f32 per 32</c>.</param>
internal sealed partial record InstructionCount(int Asked, int Found, string Text)
{
    /// <summary>A driver may have better instructions than those known here, but not twice as good ones.</summary>
    private const double LeastShare = 0.5;

    private const int MatchMilliseconds = 1000;

    public bool IsEnough => Found >= Asked * LeastShare;

    /// <returns>Null where no machine code of a known kind is shown.</returns>
    public static InstructionCount? Of(string? disassembly, Regex family, int asked)
    {
        if (disassembly is null || !MachineCode().IsMatch(disassembly)) return null;
        var (found, names) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal));
        foreach (var line in disassembly.EnumerateLines())
        {
            var text = line.ToString();
            var matches = family.Matches(text);
            if (matches.Count == 0) continue;
            found += matches.Count;
            names[matches[0].Value] = names.GetValueOrDefault(matches[0].Value) + 1;
        }

        var counts = names.Count == 0
            ? "no such instruction"
            : string.Join(" + ", names.OrderByDescending(name => name.Value).Select(name => $"{name.Value} {name.Key}"));
        return new InstructionCount(asked, found, $"{counts} per {asked}");
    }

    // What ends a program on AMD, NVIDIA and Intel.
    [GeneratedRegex(@"\bs_endpgm\b|\bexit\b|\beot\b", RegexOptions.IgnoreCase, MatchMilliseconds)]
    private static partial Regex MachineCode();
}
