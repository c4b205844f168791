using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Report;

/// <summary>What the reader of a table should know or can do, once for all results it concerns.</summary>
/// <param name="Subject"><c>gemm bf16 2048x2048x2048 and 3 more</c>.</param>
public sealed record Advice(string Subject, string Text)
{
    /// <summary>Notes of measured results and remedies of skipped ones, in the order of the rows.</summary>
    public static ImmutableArray<Advice> Of(IEnumerable<RunRow> rows) =>
    [
        .. rows.SelectMany(row => Texts(row.Result.Outcome), (row, text) => (row.Result, Text: text))
            .GroupBy(advice => advice.Text.Common)
            .Select(group =>
                new Advice(Subjects([.. group.Select(advice => advice.Result)]), group.Skip(1).Any() ? group.Key : group.First().Text.Own)),
    ];

    // A message has figures of its result alone; what can be done is the same for many.
    private static IEnumerable<(string Common, string Own)> Texts(Outcome outcome) => outcome switch
    {
        Ok ok =>
            ok.Notes.Select(note =>
                ($"{note.Code}: {note.Remedy ?? note.Message}", $"{note.Code}: {(note.Remedy is null ? note.Message
                    : note.Message.TrimEnd('.'))}{(note.Remedy is null ? "" : $"; {note.Remedy}")}")),
        Skipped { Remedy: { } remedy } => [(remedy, remedy)],
        _ => [],
    };

    private static string Subjects(ImmutableArray<BenchmarkResult> results)
    {
        var first = $"{results[0].Benchmark} {results[0].Workload}";
        return results.Length == 1 ? first : $"{first} and {results.Length - 1} more";
    }
}
