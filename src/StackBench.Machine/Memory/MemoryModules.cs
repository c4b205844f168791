using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace StackBench.Machine;

/// <summary>The memory modules of a machine, and what follows from them.</summary>
/// <param name="Fitted">Empty where the system lists none.</param>
/// <param name="EmptySlots">Places without a module.</param>
/// <param name="SlotChannels">Channels that have a place for a module.</param>
public sealed record MemoryModules(ImmutableArray<MemoryModule> Fitted, Fact<int> EmptySlots, Fact<int> SlotChannels)
{
    private const string NotListed = "the memory modules are not listed: the firmware's table is readable by root only";

    public static MemoryModules Unread { get; } = new([], Fact<int>.Unknown(NotListed), Fact<int>.Unknown(NotListed));

    /// <summary>Channels with a module.</summary>
    public Fact<int> Channels => Fitted.IsEmpty
        ? Fact<int>.Unknown(NotListed)
        : Fitted.All(module => module.Channel.IsKnown)
            ? Fitted.Select(module => module.Channel.Value).Distinct(StringComparer.Ordinal).Count()
            : Fact<int>.Unknown("the names of the slots do not tell the channels");

    /// <summary>
    /// What the modules can move in bytes a second: rate times width of each channel or, where the channels are not known, of each module,
    /// which is too much where two share a channel and never too little.
    /// </summary>
    public Fact<double> BytesPerSecond => Fitted.IsEmpty
        ? Fact<double>.Unknown(NotListed)
        : Fitted.Select(module => (module, Rate: Rate(module)))
            .GroupBy(entry => Channels.IsKnown ? entry.module.Channel.Value : entry.module.Slot, StringComparer.Ordinal)
            .Select(channel => channel.Select(entry => entry.Rate).Aggregate(Faster))
            .Aggregate((Fact<double>)0.0, (sum, rate) => sum.Then(known => rate.Then<double>(more => known + more)));

    /// <summary>How that comes about: <c>2 channels, DDR5 at 5600 MT/s</c>.</summary>
    [JsonIgnore]
    public string Basis
    {
        get
        {
            var count = Channels.Or(Fitted.Length);
            var kinds = Fitted.Select(module => string.Create(CultureInfo.InvariantCulture,
                    $"{module.Type.Or("memory")}{module.TransfersPerSecond.Then<string>(rate => $" at {rate / 1e6:0} MT/s").Or("")}"))
                .Distinct(StringComparer.Ordinal);
            return string.Create(CultureInfo.InvariantCulture,
                $"{count} {(Channels.IsKnown ? "channel" : "module")}{(count == 1 ? "" : "s")}, {string.Join(" and ", kinds)}");
        }
    }

    private static Fact<double> Rate(MemoryModule module) =>
        module.TransfersPerSecond.Then(rate => module.WidthBits.Then<double>(bits => rate * bits / 8));

    private static Fact<double> Faster(Fact<double> left, Fact<double> right) =>
        left.Then(one => right.Then<double>(other => Math.Max(one, other)));
}
