using System.Text.Json.Serialization;

namespace StackBench.Core.Results;

/// <summary>How many results of a run came to which outcome.</summary>
public readonly record struct OutcomeCounts(int Ok, int Skipped, int Failed, int Implausible)
{
    [JsonIgnore]
    public int Total => Ok + Skipped + Failed + Implausible;

    public static OutcomeCounts Of(IEnumerable<BenchmarkResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var counts = default(OutcomeCounts);
        foreach (var result in results)
        {
            counts = result.Outcome switch
            {
                Results.Ok => counts with { Ok = counts.Ok + 1 },
                Results.Skipped => counts with { Skipped = counts.Skipped + 1 },
                Results.Failed => counts with { Failed = counts.Failed + 1 },
                _ => counts with { Implausible = counts.Implausible + 1 },
            };
        }

        return counts;
    }

    /// <summary>What is not zero, worst last: <c>58 ok, 2 skipped, 1 failed</c>; <c>no results</c> when there is none.</summary>
    public override string ToString()
    {
        var parts = new[] { (Ok, "ok"), (Skipped, "skipped"), (Failed, "failed"), (Implausible, "implausible") };
        var text = string.Join(", ", parts.Where(part => part.Item1 > 0).Select(part => $"{part.Item1} {part.Item2}"));
        return text.Length > 0 ? text : "no results";
    }
}
