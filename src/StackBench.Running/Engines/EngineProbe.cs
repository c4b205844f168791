using StackBench.Core.Results;

namespace StackBench.Running.Engines;

/// <summary>Starts engines for a moment to learn what they can do.</summary>
public static class EngineProbe
{
    /// <summary>Engines in the given order, each with what it can do or why it cannot start.</summary>
    public static async Task<IReadOnlyList<EngineStatus>> ProbeAsync(
        IEnumerable<EngineDefinition> engines, TimeProvider time, CancellationToken cancellation, EngineTimeouts? timeouts = null)
    {
        ArgumentNullException.ThrowIfNull(engines);
        return await Task.WhenAll(engines.Select(engine => ProbeAsync(engine, time, timeouts, cancellation)));
    }

    private static async Task<EngineStatus> ProbeAsync(
        EngineDefinition engine, TimeProvider time, EngineTimeouts? timeouts, CancellationToken cancellation)
    {
        if (engine.Missing is { } missing) return new EngineStatus(engine, null, missing.Reason, missing.Remedy);
        try
        {
            await using var session = await EngineSession.StartAsync(engine, time, cancellation, timeouts);
            return new EngineStatus(engine, session.Ready);
        }
        catch (EngineFailureException exception)
        {
            return new EngineStatus(engine, null, exception.Message, Remedy(exception));
        }
    }

    private static string? Remedy(EngineFailureException exception) =>
        exception.Remedy ?? (exception is { Stage: FailureStage.Start, LogTail: [.., var last] } ? $"its last words: {last}" : null);
}
