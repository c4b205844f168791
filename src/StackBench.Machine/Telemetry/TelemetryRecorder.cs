using System.Collections.Immutable;
using StackBench.Core.Telemetry;

namespace StackBench.Machine.Telemetry;

/// <summary>Collects the readings of sources, tick by tick. A source that breaks ends, with the reason; the others go on.</summary>
internal sealed class TelemetryRecorder(ImmutableArray<ITelemetrySource> sources) : IDisposable
{
    private readonly List<double> _seconds = [];
    private readonly ImmutableArray<Track> _tracks = [.. sources.Select(source => new Track(source))];

    /// <summary>Reads everything that is due.</summary>
    /// <param name="seconds">On the sampler's clock, ascending.</param>
    public void Tick(double seconds)
    {
        _seconds.Add(seconds);
        foreach (var track in _tracks) track.Tick(seconds);
    }

    /// <summary>The latest reading of each channel that has one.</summary>
    public ImmutableArray<TelemetryLevel> Levels() => [.. _tracks.SelectMany(track => track.Levels())];

    /// <summary>All that was read; offsets are on the sampler's clock.</summary>
    public TelemetrySeries Series() => new([.. _seconds], [.. _tracks.SelectMany(track => track.Series())]);

    public void Dispose()
    {
        foreach (var source in sources) source.Dispose();
    }

    private sealed class Track(ITelemetrySource source)
    {
        private readonly Fact<double>?[] _values = new Fact<double>?[source.Channels.Length];
        private readonly List<double?>[] _readings = [.. source.Channels.Select(_ => new List<double?>())];
        private readonly string?[] _reasons = new string?[source.Channels.Length];
        private readonly double?[] _latest = new double?[source.Channels.Length];
        private bool _isBroken;

        public void Tick(double seconds)
        {
            Array.Clear(_values);
            if (!_isBroken) Read(seconds);
            for (var channel = 0; channel < _values.Length; channel++)
            {
                // Infinite and undefined numbers are no readings, wherever they come from.
                double? number = _values[channel] is { IsKnown: true } fact && double.IsFinite(fact.Value) ? fact.Value : null;
                _readings[channel].Add(number);
                _latest[channel] = number ?? _latest[channel];
                if (_values[channel] is { } value && number is null)
                    _reasons[channel] = value.IsKnown ? "the source gave no finite number" : value.UnknownReason;
            }
        }

        public IEnumerable<TelemetryLevel> Levels()
        {
            for (var channel = 0; channel < _latest.Length; channel++)
                if (_latest[channel] is { } value)
                    yield return new TelemetryLevel(source.Channels[channel].Name, source.Channels[channel].Unit, value);
        }

        public IEnumerable<ChannelSeries> Series() =>
            source.Channels.Select((channel, index) => new ChannelSeries(channel, [.. _readings[index]], _reasons[index]));

        // Whatever breaks here must not end a run: telemetry is company to a measurement, not its purpose.
        private void Read(double seconds)
        {
            try
            {
                source.Read(seconds, _values);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                _isBroken = true;
                Array.Fill(_values, Fact<double>.Unknown($"reading it failed: {Files.PlainText.OneLine(exception.Message)}"));
            }
        }
    }
}
