using System.Collections.Immutable;
using StackBench.Core.Telemetry;

namespace StackBench.Machine.Telemetry;

/// <summary>Something that is read at each tick for one or several channels. Called by one thread only.</summary>
internal interface ITelemetrySource : IDisposable
{
    ImmutableArray<TelemetryChannel> Channels { get; }

    /// <summary>Reads all channels; a value per channel, unknown with its reason, or null where nothing is due at this tick.</summary>
    /// <param name="seconds">The tick's time on the sampler's clock.</param>
    void Read(double seconds, Span<Fact<double>?> values);
}
