using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Gpu;

/// <summary>The link as the device's own end of it states it.</summary>
internal static class PcieEndpoint
{
    public static PcieLink Read(SystemTree tree, string folder)
    {
        var speed = tree.Line($"{folder}/current_link_speed");
        var width = Lanes(tree, $"{folder}/current_link_width");
        return new PcieLink
        {
            GigatransfersPerSecond = speed.Then(Rate),
            Lanes = width,
            MaxGigatransfersPerSecond = tree.Line($"{folder}/max_link_speed").Then(Rate),
            MaxLanes = Lanes(tree, $"{folder}/max_link_width"),
            Endpoint =
                speed.Then(text => Rate(text).Then<string>(_ => text))
                    .Then(text => width.Then<string>(lanes => string.Create(CultureInfo.InvariantCulture, $"{text} x{lanes}"))),
        };
    }

    /// <summary>GT/s of <c>16.0 GT/s PCIe</c>.</summary>
    private static Fact<double> Rate(string text) =>
        text.Split(' ') is [var number, "GT/s", ..]
            && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate > 0
            ? rate
            : Fact<double>.Unknown($"the link says '{PlainText.Excerpt(text)}'");

    // Zero lanes: no link, as on devices inside the processor.
    private static Fact<int> Lanes(SystemTree tree, string path) =>
        tree.Number(path).Then<int>(lanes => lanes is >= 1 and <= 32 ? (int)lanes : Fact<int>.Unknown($"{path} says {lanes}"));
}
