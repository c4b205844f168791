namespace StackBench.Machine.Gpu;

/// <summary>Product names as drivers, boards and tools write them.</summary>
internal static class ProductName
{
    private static readonly string[] Marks = ["(TM)", "(tm)", "(R)", "(r)", "™", "®"];

    /// <summary>Without trade marks and double blanks.</summary>
    public static string Plain(string name) => string.Join(' ',
        Marks.Aggregate(name, (text, mark) => text.Replace(mark, "", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What tells products of a maker apart: <c>AMD Radeon(TM) 8060S Graphics</c> is <c>Radeon 8060S</c>.</summary>
    public static string Core(string name, string maker)
    {
        var plain = Plain(name);
        if (plain.StartsWith(maker + " ", StringComparison.OrdinalIgnoreCase)) plain = plain[(maker.Length + 1)..];
        return plain.EndsWith(" Graphics", StringComparison.OrdinalIgnoreCase) ? plain[..^" Graphics".Length] : plain;
    }
}
