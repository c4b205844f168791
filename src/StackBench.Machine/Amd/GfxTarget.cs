using System.Globalization;

namespace StackBench.Machine.Amd;

/// <summary>Names of AMD's code targets.</summary>
internal static class GfxTarget
{
    /// <summary>
    /// From the number the kernel gives: 90402 is <c>gfx942</c>, 110003 <c>gfx1103</c>; minor version and stepping are hexadecimal digits.
    /// </summary>
    public static Fact<string> Of(long version) => version is >= 10000 and < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"gfx{version / 10000}{version / 100 % 100:x}{version % 100:x}")
        : Fact<string>.Unknown($"{version.ToString(CultureInfo.InvariantCulture)} is no version of a target");
}
