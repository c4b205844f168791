using System.Collections.Immutable;
using System.IO.Enumeration;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Devices;

namespace StackBench.Measuring;

/// <summary>
/// Chooses workloads by their names as <c>show</c> prints them: <c>bf16*</c>, or with the benchmark, <c>gemm bf16 2048*</c>. Pure.
/// </summary>
internal static class WorkloadFilter
{
    private const int MostNear = 3;

    /// <param name="pattern"><c>*</c> stands for any characters and <c>?</c> for one; case does not matter.</param>
    public static bool Matches(string pattern, string benchmark, string workload) =>
        Is(pattern, workload) || Is(pattern, $"{benchmark} {workload}");

    /// <summary>The pattern of one workload alone.</summary>
    public static string Exactly(string benchmark, string workload) => string.Concat(
        $"{benchmark} {workload}".Select(character => character is '*' or '?' or '\\' ? $"\\{character}" : character.ToString()));

    /// <summary>The plan of what was chosen; what was not is in no part of it.</summary>
    public static Prepared Plan(
        MeasuringRequest request, MachineFacts facts, IReadOnlyList<EngineStatus> engines, ImmutableArray<Benchmark> benchmarks,
        Fingerprint fingerprint)
    {
        var only = request.Must.IsEmpty ? request.Only : request.Must;
        if (only.IsEmpty) return new Prepared(Planner.Create(request.Settings, facts, engines, benchmarks), fingerprint, [], []);
        bool IsChosen(string benchmark, string workload) => only.Any(pattern => Matches(pattern, benchmark, workload));
        ImmutableArray<Benchmark> chosen =
        [
            .. benchmarks.Select(benchmark => benchmark with
            {
                Workloads = target => [.. benchmark.Workloads(target).Where(workload => IsChosen(benchmark.Name, workload.Name))],
            }),
        ];
        int Rank(string benchmark, string workload) => only.TakeWhile(pattern => !Matches(pattern, benchmark, workload)).Count();
        var plan = Planner.Create(request.Settings, facts, engines, chosen, request.Must.IsEmpty ? null : Rank);
        plan = plan with { Skipped = [.. plan.Skipped.Where(result => IsChosen(result.Benchmark, result.Workload))] };
        if (!request.Must.IsEmpty)
            return new Prepared(plan with { Skipped = [.. plan.Skipped, .. Missing(plan, only)] }, fingerprint, [], []);
        ImmutableArray<string> unmatched = [.. only.Where(pattern => !plan.Keys.Any(key => Matches(pattern, key.Benchmark, key.Workload)))];
        return new Prepared(
            plan, fingerprint, unmatched,
            unmatched.IsEmpty ? [] : Planner.Create(request.Settings with { Suite = Suite.Full }, facts, engines, benchmarks).Keys);
    }

    // What every node of a fleet must measure and one cannot is a result of that node, not an error.
    private static IEnumerable<BenchmarkResult> Missing(Plan plan, ImmutableArray<string> must) => must.Distinct(StringComparer.Ordinal)
        .Where(pattern => !plan.Keys.Any(key => Matches(pattern, key.Benchmark, key.Workload)))
        .Select(pattern => new BenchmarkResult
        {
            Benchmark = Catalog.BenchmarkNames.FirstOrDefault(name => pattern.StartsWith(name + " ", StringComparison.Ordinal)) ?? "must",
            Workload = pattern,
            Parameters = Parameters.None,
            Device = WorkerDeviceNames.Cpu,
            Cost = new Cost(),
            Layer = new Layer(),
            Outcome = new Skipped("no workload of that name can be measured here", "See the names: stackbench show"),
        });

    /// <exception cref="UserErrorException">A pattern matches no workload of any side.</exception>
    public static void Check(MeasuringRequest request, params ImmutableArray<Prepared> sides)
    {
        foreach (var pattern in request.Only.Where(pattern => sides.All(side => side.Unmatched.Contains(pattern))))
        {
            var names = sides.SelectMany(side => side.Names).Distinct().ToImmutableArray();
            var larger = names.FirstOrDefault(key => Matches(pattern, key.Benchmark, key.Workload));
            throw larger is not null
                ? new UserErrorException(
                    $"no workload of the suite {EnumText.Of(request.Settings.Suite)} is named '{pattern}'",
                    $"A larger suite has {larger.Benchmark} {larger.Workload}: --suite standard or --suite full", ExitCode.Usage)
                : new UserErrorException($"no workload is named '{pattern}'", Near(pattern, names), ExitCode.Usage);
        }
    }

    /// <summary>The names that have most of a pattern in them.</summary>
    private static string Near(string pattern, ImmutableArray<ResultKey> keys)
    {
        (char First, char Second)[] pairs =
            [.. pattern.Zip(pattern.Skip(1)).Where(pair => pair is { First: not ('*' or '?'), Second: not ('*' or '?') })];
        string[] near =
        [
            .. keys.Select(key => $"{key.Benchmark} {key.Workload}").Distinct(StringComparer.Ordinal)
                .Select(name => (
                Name: name, Hits: pairs.Count(pair => name.Contains($"{pair.First}{pair.Second}", StringComparison.OrdinalIgnoreCase))))
                .Where(entry => entry.Hits > 0).OrderByDescending(entry => entry.Hits).ThenBy(entry => entry.Name.Length).Take(MostNear)
                .Select(entry => $"'{entry.Name}'"),
        ];
        return near.Length == 0
            ? "Give a name as 'stackbench show' prints it, with * and ?."
            : $"Near ones are {string.Join(", ", near)}; * stands for any characters.";
    }

    private static bool Is(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);
}
