using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Report;

namespace StackBench.Screens;

/// <summary>A live reading with its scale: shares from nothing to all, memory from nothing to what there is.</summary>
/// <param name="Name">Of the channel; of memory that which is used, whatever the channel counts.</param>
/// <param name="Share">What its bar shows, 1 = full; null for what has no end, such as a clock.</param>
/// <param name="Values">Latest readings, oldest first.</param>
/// <param name="Range">Of <paramref name="Values"/>: what their least and greatest height stand for.</param>
internal sealed record Gauge(string Name, string Text, double? Share, ImmutableArray<double> Values, (double Low, double High) Range)
{
    /// <param name="total">What the device has of it; null where that is not known.</param>
    public static Gauge Of(string channel, TelemetryTrace trace, double? total)
    {
        var isFree = channel.EndsWith($".{TelemetryQuantities.Available}", StringComparison.Ordinal);
        if (total is > 0 and { } all)
        {
            ImmutableArray<double> used = isFree ? [.. trace.Values.Select(value => all - value)] : trace.Values;
            var name = isFree ? $"{channel[..^TelemetryQuantities.Available.Length]}used" : channel;
            var (number, _) = NumberText.Parts(used[^1], trace.Unit, all);
            return new Gauge(name, $"{number} of {NumberText.Quantity(all, trace.Unit)}", used[^1] / all, used, (0, all));
        }

        var text = NumberText.Level(trace.Values[^1], trace.Unit);
        return trace.Unit == Unit.One
            ? new Gauge(channel, text, trace.Values[^1], trace.Values, (0, 1))
            : new Gauge(channel, text, null, trace.Values, Sparkline.Around(trace.Values));
    }
}
