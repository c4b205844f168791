using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Core.Expectations;

/// <summary>A run against the bounds of a user: what holds, what does not, and what concerns nothing of the run.</summary>
/// <param name="Held">Values within their bounds.</param>
/// <param name="Violations">A sentence for each value outside, and for each result that has no value.</param>
/// <param name="Unmatched">Patterns of bounds that no result of the run has the name of.</param>
public sealed record BoundCheck(int Held, ImmutableArray<string> Violations, ImmutableArray<string> Unmatched)
{
    /// <summary>Whether nothing is violated. Bounds that concern nothing at all prove nothing, and do not pass.</summary>
    public bool Passes => Violations.IsEmpty && Held > 0;

    public static BoundCheck Of(Run run, ImmutableArray<ExpectedBound> bounds)
    {
        ArgumentNullException.ThrowIfNull(run);
        var violations = ImmutableArray.CreateBuilder<string>();
        var unmatched = ImmutableArray.CreateBuilder<string>();
        var held = 0;
        foreach (var bound in bounds)
        {
            var concerned = run.Results.Where(bound.Concerns).ToArray();
            if (concerned.Length == 0) unmatched.Add(bound.Pattern);
            foreach (var result in concerned)
            {
                if (Violation(bound, result) is { } violation) violations.Add(violation);
                else held++;
            }
        }

        return new BoundCheck(held, violations.ToImmutable(), unmatched.ToImmutable());
    }

    private static string? Violation(ExpectedBound bound, BenchmarkResult result)
    {
        if (bound.ValueOf(result) is not { } value) return $"{result.Key}: no value of what is expected of it";
        if (value.Value < bound.Least)
            return $"{result.Key}: {value.Metric} {value.Quantity} is below {NumberText.Quantity(bound.Least.Value, bound.Unit)} "
                + $"({NumberText.Share(value.Value / bound.Least.Value)} of it)";
        return value.Value > bound.Most
            ? $"{result.Key}: {value.Metric} {value.Quantity} is above {NumberText.Quantity(bound.Most.Value, bound.Unit)}"
            : null;
    }
}
