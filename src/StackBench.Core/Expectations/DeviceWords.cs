using System.Collections.Immutable;
using System.Globalization;

namespace StackBench.Core.Expectations;

/// <summary>The name of a GPU in words that drivers and tables have in common; the size of its memory apart.</summary>
/// <param name="Words">In capitals, without maker, marks and brackets.</param>
/// <param name="Model">The first word with a digit, which every name of the product has: <c>H100</c>.</param>
/// <param name="Gigabytes">That the name states; null where it states none.</param>
internal sealed record DeviceWords(ImmutableHashSet<string> Words, string? Model, int? Gigabytes)
{
    /// <summary>Drivers report what is left after firmware and page tables.</summary>
    private const double MemoryTolerance = 0.12;

    private static readonly ImmutableHashSet<string> Makers =
        ImmutableHashSet.Create(StringComparer.Ordinal, "NVIDIA", "AMD", "ATI", "INTEL", "GRAPHICS", "GPU");

    public static DeviceWords Of(string name)
    {
        // What stands in brackets names the chip, of which there may be several products.
        var plain = name.ToUpperInvariant().Replace("(R)", " ", StringComparison.Ordinal).Replace("(TM)", " ", StringComparison.Ordinal)
            .Split('(')[0];
        string[] words =
        [
            .. plain.Split([' ', '-', '/', ',', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Where(word => !Makers.Contains(word)),
        ];
        var memory = words.Select(Size).FirstOrDefault(size => size is not null);
        string[] others = [.. words.Where(word => Size(word) is null)];
        return new DeviceWords(
            ImmutableHashSet.CreateRange(StringComparer.Ordinal, others),
            others.FirstOrDefault(word => word.Any(char.IsAsciiDigit)), memory);
    }

    /// <summary>Whether a driver's name is of this product's model, whatever else it says.</summary>
    public bool IsModelOf(DeviceWords driver) => Model is null || driver.Words.Contains(Model);

    public bool IsSameAs(DeviceWords driver) => Words.Count > 0 && Words.SetEquals(driver.Words);

    /// <param name="bytes">Null, which fits, where it is not known.</param>
    public bool FitsMemory(double? bytes) => Gigabytes is not { } stated || bytes is not { } known
        || Math.Abs(known - (stated * (double)(1L << 30))) < MemoryTolerance * stated * (1L << 30);

    private static int? Size(string word) => word.EndsWith("GB", StringComparison.Ordinal)
        && int.TryParse(word[..^2], NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
}
