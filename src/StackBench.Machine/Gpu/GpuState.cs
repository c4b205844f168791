using System.Collections.Immutable;

namespace StackBench.Machine;

/// <summary>State of a GPU at one moment.</summary>
public sealed record GpuState
{
    public static GpuState Unread { get; } = new();

    /// <summary>Degrees Celsius by sensor: <c>edge</c>, <c>junction</c>, <c>mem</c>, <c>gpu</c>, <c>pkg</c>.</summary>
    public ImmutableSortedDictionary<string, double> TemperaturesCelsius
    {
        get => field ?? ImmutableSortedDictionary<string, double>.Empty;
        init;
    }

    /// <summary>Of the board, or of the whole package of an integrated GPU.</summary>
    public Fact<double> PowerWatts { get; init; }

    public Fact<double> ClockHertz { get; init; }

    public Fact<double> MemoryClockHertz { get; init; }

    /// <summary>Part of the time in which something ran, 0 to 1.</summary>
    public Fact<double> BusyShare { get; init; }

    public Fact<long> MemoryUsedBytes { get; init; }

    /// <summary>Zero is a value: fans stand still on a cool board.</summary>
    public Fact<double> FanRpm { get; init; }

    public Fact<double> FanShare { get; init; }

    public Fact<double> CoreVolts { get; init; }

    /// <summary>Energy counter in joules since some moment; only differences mean anything.</summary>
    public Fact<double> EnergyJoules { get; init; }

    public Fact<string> PerformanceState { get; init; }

    /// <summary>
    /// Why the clock is held down: <c>power</c>, <c>current</c>, <c>thermal</c>, <c>other</c>; empty when it
    /// is not. One sample is no proof.
    /// </summary>
    public Fact<ImmutableArray<string>> ThrottleReasons { get; init; }
}
