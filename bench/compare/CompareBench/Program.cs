using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using StackBench.Bench;
using StackBench.Core.Comparison;

// CompareBench [METRICS] [RUNS] [ROUNDS]: time to compare one run of METRICS metrics (10,000) with RUNS stored ones (20); the goal is 1 s.
var (metrics, stored, rounds) = (Number(0, 10_000), Number(1, 20), Number(2, 5));
// Newest first, as the store gives them.
var runs = SyntheticRuns.Create(stored + 1, metrics, samples: 1, runsALibrary: 5).Reverse().ToImmutableArray();
for (var round = 1; round <= rounds; round++)
{
    var start = Stopwatch.GetTimestamp();
    var comparison = Comparer.Compare(runs[1..], runs[0], ComparisonOptions.Default);
    var elapsed = Stopwatch.GetElapsedTime(start);
    Console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{comparison.Metrics.Length} metrics against {stored} runs: {elapsed.TotalSeconds:F3} s"));
}

int Number(int index, int usual) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : usual;
