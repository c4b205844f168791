using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Machine.Reading;

namespace StackBench.Measuring;

/// <summary>What one side of an interleaved comparison runs with, on top of what both share.</summary>
internal sealed record SideRequest
{
    /// <summary>The stack as it is: a run, or a side of <c>aa</c>.</summary>
    public static SideRequest Plain { get; } = new();

    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    public string? LibtorchFolder { get; init; }

    /// <summary>Python interpreter; null for that of both.</summary>
    public string? Python { get; init; }

    /// <summary>Empty for the worker that comes along.</summary>
    public ImmutableArray<string> Worker { get; init; } = [];

    public bool IsPlain => Environment.IsEmpty && LibtorchFolder is null && Python is null && Worker.IsEmpty;

    public bool IsSameAs(SideRequest other) =>
        LibtorchFolder == other.LibtorchFolder && Python == other.Python && Worker.SequenceEqual(other.Worker)
            && Environment.Count == other.Environment.Count && !Environment.Except(other.Environment).Any();

    /// <summary>Kept with its run.</summary>
    public IEnumerable<FingerprintFact> Facts =>
        Worker.IsEmpty ? [] : [new FingerprintFact("engine.worker", string.Join(' ', Worker), FactRole.Cause)];

    /// <summary>For the label of its run: <c>OMP_NUM_THREADS=1</c>.</summary>
    public string Describe()
    {
        var parts = Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={(EnvironmentFacts.IsSecret(pair.Key) ? Redaction.Mask : pair.Value)}")
            .Concat(LibtorchFolder is null ? [] : [$"libtorch {LibtorchFolder}"])
            .Concat(Python is null ? [] : [$"python {Python}"])
            .Concat(Worker.IsEmpty ? [] : [$"worker {string.Join(' ', Worker)}"]);
        return string.Join(", ", parts) is { Length: > 0 } text ? text : "as it is";
    }
}
