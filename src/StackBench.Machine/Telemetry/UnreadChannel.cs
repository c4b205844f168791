using System.Collections.Immutable;
using StackBench.Core.Telemetry;

namespace StackBench.Machine.Telemetry;

/// <summary>Channels this machine does not have, with the reason.</summary>
internal sealed class UnreadChannel(string reason, params ImmutableArray<TelemetryChannel> channels) : ITelemetrySource
{
    public ImmutableArray<TelemetryChannel> Channels => channels;

    public void Read(double seconds, Span<Fact<double>?> values) => values.Fill(Fact<double>.Unknown(reason));

    public void Dispose()
    {
    }
}
