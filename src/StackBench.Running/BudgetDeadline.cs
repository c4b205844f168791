namespace StackBench.Running;

/// <summary>
/// The end of a run that has a budget, whatever its engines do: what is still being measured some seconds after the budget is given up.
/// </summary>
public sealed class BudgetDeadline : IDisposable
{
    /// <summary>For a workload to end by itself, as one does that was begun in time.</summary>
    private const double GraceSeconds = 20;

    /// <summary>Share of a budget that an engine may be silent: one that is stuck must leave time to the others.</summary>
    private const double SilentShare = 0.25;

    private const double LeastHelloSeconds = 10;
    private const double LeastAnswerSeconds = 30;

    private readonly CancellationTokenSource? _source;

    /// <param name="budgetSeconds">Null for no limit.</param>
    public BudgetDeadline(double? budgetSeconds, TimeProvider time)
    {
        if (budgetSeconds is not { } budget) return;
        // Longer ones are no limit that a timer could keep.
        var seconds = Math.Min(budget + GraceSeconds, TimeSpan.FromDays(40).TotalSeconds);
        _source = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
    }

    /// <summary>Cancelled when time is up; never without a budget.</summary>
    public CancellationToken Token => _source?.Token ?? CancellationToken.None;

    /// <summary>How long engines may be silent within a budget.</summary>
    public static Engines.EngineTimeouts Timeouts(double? budgetSeconds)
    {
        var usual = Engines.EngineTimeouts.Default;
        return budgetSeconds is null ? usual : new Engines.EngineTimeouts
        {
            Hello = Within(LeastHelloSeconds, usual.Hello),
            Prepare = Within(LeastAnswerSeconds, usual.Prepare),
            Measure = Within(LeastAnswerSeconds, usual.Measure),
        };

        TimeSpan Within(double least, TimeSpan most) =>
            TimeSpan.FromSeconds(Math.Clamp((budgetSeconds ?? 0) * SilentShare, least, most.TotalSeconds));
    }

    public void Dispose() => _source?.Dispose();
}
