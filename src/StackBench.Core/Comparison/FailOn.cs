namespace StackBench.Core.Comparison;

/// <summary>What a gate fails on. Closed: these four.</summary>
public abstract record FailOn
{
    private protected FailOn()
    {
    }

    /// <summary>There is no gate.</summary>
    public static FailOn Never { get; } = new NeverFails();

    /// <summary>Regressions and lost results.</summary>
    public static FailOn Regression { get; } = new FailsOnRegression();

    /// <summary>Suspected ones as well.</summary>
    public static FailOn Suspected { get; } = new FailsOnSuspicion();

    /// <summary>
    /// Whatever is shown to be slower by more than <paramref name="share"/> (0.02 = 2 %); passed only where everything is shown not to be.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not above zero.</exception>
    public static FailOn SlowerThan(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        return new FailsOnSlower(share);
    }
}

/// <summary>There is no gate.</summary>
public sealed record NeverFails : FailOn;

/// <summary>Regressions and lost results.</summary>
public sealed record FailsOnRegression : FailOn;

/// <summary>Regressions, lost results and what is suspected to be one.</summary>
public sealed record FailsOnSuspicion : FailOn;

/// <summary>Slower by more than a share.</summary>
/// <param name="Share">0.02 = 2 %.</param>
public sealed record FailsOnSlower(double Share) : FailOn;
