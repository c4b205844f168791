namespace StackBench.Running.Engines;

/// <summary>How long an engine may be silent; stated in docs/worker-protocol.md.</summary>
public sealed record EngineTimeouts
{
    public static EngineTimeouts Default { get; } = new();

    /// <summary>For the answer to hello: libraries are loaded.</summary>
    public TimeSpan Hello { get; init; } = TimeSpan.FromSeconds(90);

    public TimeSpan Prepare { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>For samples, on top of 20 times the expected time.</summary>
    public TimeSpan Measure { get; init; } = TimeSpan.FromSeconds(60);
}
